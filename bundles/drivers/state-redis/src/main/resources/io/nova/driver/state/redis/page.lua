-- A page of the records that carry an index entry, as of one moment.
--
-- KEYS[2] the entry's ids | ARGV[3] kind | [4] the id to begin after | [5] the most rows.
-- Answers whether there are more, then id, version and value of each.

local limit = tonumber(ARGV[5])
local from = ARGV[4] == '' and '-' or '(' .. ARGV[4]
local ids = call('ZRANGEBYLEX', KEYS[2], from, '+', 'LIMIT', 0, limit + 1)
local page = {#ids > limit and 1 or 0}
for i = 1, math.min(limit, #ids) do
    local found = call('HMGET', rowKey(ARGV[3], ids[i]), 'v', 'd')
    page[#page + 1] = ids[i]
    page[#page + 1] = found[1]
    page[#page + 1] = found[2]
end
return page
