---@meta tend
-- The vocabulary of tend, API 1, for the Lua language server (LuaLS): what an editor needs to complete, to explain and
-- to warn. Nothing here runs. plugins/README.md is the guide; the two say the same, and a test holds them together.
-- Wrong kinds of arguments and unknown options are errors at the line of the call.

---Seconds, or a text such as "4s", "8m", "1h30m"; at most 366 days.
---@alias tend.Duration number|string

---A timer of `every` or `after`.
---@class tend.Timer
---@field stop fun(self: tend.Timer) ends it, after the turn that it may be in the middle of

---@class tend.AskOptions
---@field within? tend.Duration how long the question stays open; no limit when left out
---@field default? string what an empty line stands for; skipping still gives nil
---@field private? boolean the answer is not shown while it is typed

---@class tend.WriteOptions
---@field within? tend.Duration how long the page stays open; no limit when left out

---@class tend.ChooseOptions
---@field within? tend.Duration how long the question stays open; no limit when left out

---A breath of one's own: named phases, in this order, or a list of pairs such as { "in", 4 }; each 0 to 600 seconds.
---@class tend.Breath
---@field [integer] [string, tend.Duration] "in", "out", "hold", "top-up", or a word of yours; 1 to 16 of them
---@field inhale? tend.Duration in
---@field hold? tend.Duration held after the in-breath; left out for a person who has turned holds off
---@field exhale? tend.Duration out
---@field rest? tend.Duration held after the out-breath; left out for a person who has turned holds off
---@field cycles? integer how many breaths, 1 to 1000; 6 when left out
---@field minutes? number how long instead, 0.05 to 240; `cycles` goes before it

---@class tend.BreatheOptions
---@field cycles? integer how many breaths, 1 to 1000; the pattern's own number when left out
---@field minutes? number how long instead, 0.05 to 240; `cycles` goes before it

---@alias tend.Pattern
---| "extended" # in 4, out 6
---| "box" # in 4, hold 4, out 4, hold 4
---| "4-7-8" # in 4, hold 7, out 8; at most 8 cycles
---| "coherent" # in 5.45, out 5.45
---| "sigh" # in 2.5, top-up 1, out 7

---@class tend.NotifyOptions
---@field actions? string[] at most three words to choose from
---@field within? tend.Duration how long the choice stays open; no limit when left out

---@class tend.Entry
---@field title? string a line above it, at most 16 KiB
---@field lines? string[] several short things, at most 1000
---@field text? string one longer thing, at most 512 KiB
---@field mood? string whatever word the person uses
---@field tags? string[] words to find it by, at most 64
---@field fields? table<string, any> names and values of your own, at most 64
---@field attach? tend.Photo|tend.Photo[] what `photo` gave, at most 16; where one was skipped there may be a gap

---@class tend.MineOptions
---@field limit? integer at most so many, 1 to 100; 20 when left out
---@field since? number|string how far back: a duration such as "30d"
---@field tag? string only entries with this tag

---@class tend.SearchOptions
---@field text? string words that must be there: `sea "old house" -rain`
---@field limit? integer at most so many, 1 to 100; 20 when left out
---@field since? number|string how far back: a duration such as "30d"
---@field tag? string only entries with this tag, too

---An entry as the journal gives it back.
---@class tend.KeptEntry: tend.Entry
---@field id string
---@field created integer seconds since 1970
---@field practice string

---One of `after` and `at` is given.
---@class tend.Reminder
---@field text string what it says; it may be read over a shoulder
---@field after? tend.Duration how long from now
---@field at? string a time such as "08:00": the next one on the person's clock

---@class tend.Today
---@field year integer
---@field month integer 1 to 12
---@field day integer 1 to 31
---@field weekday "monday"|"tuesday"|"wednesday"|"thursday"|"friday"|"saturday"|"sunday"
---@field part "night"|"morning"|"afternoon"|"evening" which begin at 22, 5, 12 and 17

---Shows a text, which may have several lines; at most 16 KiB.
---@param text string|number
function say(text) end

---A pause. With a label the person sees it and may pass over it.
---@param duration tend.Duration
---@param label? string
---@return boolean passed false when the person passed over it
function wait(duration, label) end

---Asks for one line.
---@param question string
---@param options? tend.AskOptions
---@return string? line nil when it was skipped or out of time
function ask(question, options) end

---Asks for as many lines as the person likes, and returns them exactly as they were typed.
---@param prompt string
---@param options? tend.WriteOptions
---@return string? text nil when it was skipped, or nothing was there when time ran out
function write(prompt, options) end

---Offers 1 to 64 texts.
---@param question string
---@param choices string[]
---@param options? tend.ChooseOptions
---@return string? choice nil when it was skipped or out of time
---@return integer? index its place in `choices`
function choose(question, choices, options) end

---Follows a breath: a named pattern, one of your own, or in 4, out 6. One at a time; at most 4 hours.
---@param pattern? tend.Pattern|tend.Breath
---@param options? tend.BreatheOptions
---@return boolean finished false when the person passed over it
---@return "without holds"? changed holds were left out, since the person has turned them off
function breathe(pattern, options) end

---A soft sound. Needs the permission `sound`.
---@param name? "bell"|"in"|"hold"|"out"|"top-up"|"end" the bell when left out
---@return boolean? heard whether it will be heard; nil when refused
---@return string? refused why
function chime(name) end

---Tells the person something, also when they are not looking. Needs the permission `notify`.
---@param text string
---@param options? tend.NotifyOptions
---@return string? action the one that was chosen; nil without actions, when passed over, out of time or refused
---@return string? refused why
function notify(text, options) end

---Calls `fn` again and again, on time, in a strand of its own; first after one duration, at least 0.05 seconds.
---@param duration tend.Duration
---@param fn fun()
---@return tend.Timer
function every(duration, fn) end

---Calls `fn` once, later, in a strand of its own.
---@param duration tend.Duration
---@param fn fun()
---@return tend.Timer
function after(duration, fn) end

---Calls `fn` and waits for it, but not longer than `duration`; then it is ended wherever it waits.
---@param duration tend.Duration
---@param fn fun()
---@return boolean finished in time
function within(duration, fn) end

---Runs functions side by side until all have ended.
---@param ... fun()
function together(...) end

---Draws a card. None comes again before all of this deck have been drawn, also from one day to the next.
---@param deck string
---@param cards string[] 1 to 4096
---@return string card
function draw(deck, cards) end

---The cards of a text file beside the script: a card a line, "#" begins a note; or, where a line is just "%", what stands between
---such lines, as fortune has it.
---@param file string "prompts" or "prompts.txt"
---@return string[] cards a new list each time
function deck(file) end

---The text in the person's language, where LANGUAGE/texts.txt of the practice has it, with the values filled in as string.format
---does. Whole texts are looked up without it.
---@param text string the original
---@param ... any
---@return string text
function phrase(text, ...) end

---Keeps a value in this practice's own small store (64 KiB), which is not sealed; nil forgets it.
---@param key string
---@param value string|number|boolean|table|nil
function remember(key, value) end

---What was remembered.
---@param key string
---@param default? any
---@return any value `default` when there is none
function recall(key, default) end

---The person's journal.
---@class tend.Journal
journal = {}

---Adds one entry. Needs the permission `journal.add`.
---@param entry tend.Entry
---@return string? id nil when refused, not written, or when there was nothing to keep
---@return string? why
function journal.add(entry) end

---What this practice itself has added, newest first. Needs the permission `journal.read`, which no single file has.
---@param options? tend.MineOptions
---@return tend.KeptEntry[]? entries nil when locked or refused
---@return "locked"|string? why
function journal.mine(options) end

---Looks for entries, newest first, among those that the grant covers: this practice's own, or with `tag:NAME` in the
---manifest all that have this tag, whatever wrote them. Needs the permission `journal.read`, which no single file has.
---@param options? tend.SearchOptions
---@return tend.KeptEntry[]? entries nil when locked or refused
---@return "locked"|string? why
function journal.search(options) end

---Keeps one reminder, once. Needs the permission `remind`.
---@param options tend.Reminder
---@return true? kept nil when refused, or when 10 are waiting
---@return string? why
function remind_me(options) end

---The person's value of a setting in plugin.ini: number, boolean or text; a duration in seconds.
---@param name string
---@return any value
function setting(name) end

---The person's date.
---@return tend.Today
function today() end

---How many seconds this practice has lasted.
---@return number seconds
function elapsed() end

---A picture of the person's that `journal.add` can keep. What is in it, and where it is, the practice does not see.
---@class tend.Photo

---@class tend.PhotoOptions
---@field within? tend.Duration how long the question stays open; no limit when left out

---Asks for a photo: a picture file of at most 16 MiB (JPEG, PNG, GIF, WebP, HEIC, AVIF). Needs the permission `journal.add`.
---@param prompt? string "A photo, if you like:" when left out
---@param options? tend.PhotoOptions
---@return tend.Photo? photo nil when skipped, refused, or not answered in time
---@return string? why
function photo(prompt, options) end
