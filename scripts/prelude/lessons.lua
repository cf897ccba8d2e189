-- What Lua's own errors mean, for who meets them the first time: a few words on how to mend the line, after what Lua says.
local _, tend = ...

-- Each: what the message says, what the line that it names holds (or true), and how to mend it. The first that fits counts.
-- Made when it is needed, since most practices never do.
local function lessons()
  return {
    -- The file cannot be read.
    { "unfinished string", true, "a text ends on its line, with the mark that it began with" },
    { "near '<\\226>'", "[\u{201C}\u{201D}\u{201E}\u{2018}\u{2019}]", "texts stand between straight marks: \"like this\"" },
    { "expected near '[\"%w]", "[%w\"']%s*[\"'{]", "is there a comma missing before it?", "'}'" },
    { "'}' expected %(to close", true, "that { has no } yet" },
    { "'%)' expected %(to close", true, "that ( has no ) yet" },
    { "'end' expected", true, "each 'if', 'for', 'while' and 'function' has an 'end' of its own, and 'elseif' is one word" },
    { "'then' expected near '='", true, "to compare two values, write ==" },
    { "'then' expected near '!'", true, "'not equal' is written ~=" },
    { "'then' expected", true, "an 'if' goes with 'then', on the line before this one or on this one" },
    { "'do' expected", true, "a 'for' and a 'while' go with 'do'" },
    { "<eof> expected near 'end'", true, "there is one 'end' too many" },
    { "syntax error near '%+'", "%+%s*[=+]", "write n = n + 1" },
    { "unexpected symbol near '/", "//", "a remark begins with two dashes: -- like this" },
    { "near '#'", "^%s*#", "a remark begins with two dashes: -- like this" },
    { "invalid escape sequence", true, "a backslash in a text is written twice: \\\\" },
    { "syntax error near", "^%s*def%s", "a function begins with 'function' and ends with 'end'" },
    { "syntax error near", "^%s*els?e?%s*if%s", "'elseif' is one word" },
    { "syntax error near", "^%s*els?if%s", "'elseif' is one word" },
    { "syntax error near", "^%s*[%a_][%w_]*%s+[%a_]", "a text stands in quotes: say \"hello\"" },
    -- Something is not what the line takes it for.
    { "attempt to concatenate a nil value", true, "where a question was passed over the answer is nil, as 'if' finds out" },
    { "attempt to perform arithmetic on a nil value", true, "where a question was passed over the answer is nil, as 'if' finds out" },
    { "attempt to index a nil value", true, "there is nothing in it yet, or nothing came, as 'if' finds out" },
    { "attempt to concatenate a table value", true, "table.concat(list, \", \") joins a list" },
    { "attempt to call a nil value", true, "no function has this name here" },
    { "attempt to call a %a+ value %(method", true, "a value and no function: write it with a dot and without ()" },
    { "attempt to call a %a+ value", true, "a value and no function: leave out the ()" },
    { "attempt to %a+ a 'string' with a", true, "tonumber(text) makes a number of a text, or nil" },
    { "attempt to perform arithmetic on a string", true, "tonumber(text) makes a number of a text, or nil" },
    { "attempt to compare %a+ with %a+", true, "only two numbers or two texts can be compared, and tonumber(text) makes a number" },
    { "got no value%)", "%.%a+%(%s*%)", "what belongs to a text is called with a colon: text:upper()" },
    { "must be a text, not nothing", "%[%s*0%s*%]", "lists begin at 1" },
    { "must be a function, not nothing", true, "write function() ... end around what is to be done" },
  }
end

local function line_of(text)
  local file, number = text:match "^([^:\n]+):(%d+): "
  local source = file and (tend.sources[file] or tend.sources[file:match "^[^/]*/(.*)$"])
  if not source or #number > 6 then return "" end
  local at = 1
  for line in (source .. "\n"):gmatch "([^\n]*)\n" do
    if at == tonumber(number) then return line:sub(1, 500) end
    at = at + 1
  end
  return ""
end

-- After a semicolon; "" where nothing is to be added.
function tend.lesson(text)
  text = text:sub(1, 1000)
  local line
  for _, lesson in ipairs(lessons()) do
    if text:find(lesson[1]) and (not lesson[4] or text:find(lesson[4], 1, true)) then
      line = line or line_of(text)
      if lesson[2] == true or line:find(lesson[2]) then return "; " .. lesson[3] end
    end
  end
  return ""
end
