-- What a practice says in the person's language: LANGUAGE/texts.txt has an original on a line, and after "= " on the next what it
-- is there. Whole texts are looked up as they are shown; phrase() is for those that are put together.
local _, tend = ...

local function plain(line)
  if not line:find("\\", 1, true) then return line end
  return (line:gsub("\\(.)", function(char) return char == "n" and "\n" or char end))
end

local function placeholders(text)
  if not text:find("%", 1, true) then return "" end
  local all = {}
  for one in text:gsub("%%%%", ""):gmatch "%%[^%a]*%a" do all[#all + 1] = one end
  return table.concat(all, " ")
end

-- Gives { [original] = translation }, and { line, text } for what is wrong in it.
function tend.read_phrases(text)
  local phrases, lines, problems = {}, {}, {}
  local original, since, number = nil, 0, 0
  local function close()
    if original then problems[#problems + 1] = { since, 'no translation follows: put it on the next line, after "= "' } end
    original = nil
  end
  for line in (text:gsub("^\u{FEFF}", ""):gsub("\r\n?", "\n") .. "\n"):gmatch "([^\n]*)\n" do
    number = number + 1
    local translated, shown = line:match "^=%s*(.-)%s*$", plain(line:match "^%s*(.-)%s*$")
    if translated and original then
      translated = plain(translated)
      if phrases[original] then problems[#problems + 1] = { since, "this text stands here a second time" } end
      if placeholders(translated) ~= placeholders(original) then
        problems[#problems + 1] = { number, ("the original has '%s' to be filled in, this has '%s'"):format(
          placeholders(original), placeholders(translated)) }
      elseif translated ~= "" then
        phrases[original], lines[original] = translated, since
      end
      original = nil
    elseif translated then
      problems[#problems + 1] = { number, "a translation without an original: put that on the line before" }
    elseif shown ~= "" and line:sub(1, 1) ~= "#" then
      close()
      original, since = shown, number
    end
  end
  close()
  return phrases, problems, lines
end

local phrases = {}

function tend.speak(text) phrases = text and tend.read_phrases(text) or {} end

-- The text itself where it has no translation. White space around it stays.
function tend.translate(text)
  local before, core, after = text:match "^(%s*)(.-)(%s*)$"
  local translated = phrases[core]
  return translated and before .. translated .. after or text
end

function tend.translate_all(texts)
  local all = {}
  for i, text in ipairs(texts) do all[i] = tend.translate(text) end
  return all
end

function tend.words.phrase(text, ...)
  local original = tend.argument("phrase", "the text", "text", text)
  local translated = tend.translate(original)
  if select("#", ...) == 0 then return translated end
  return tend.own(string.format, translated, ...)
end
