-- Strands that start strands.
-- expect: 4
local function more() together(more, more) end
more()
