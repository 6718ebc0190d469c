-- A pool's figures as of one moment: first, last, cooling, how many are used, how many rest.
--
-- ARGV[3] the pool's name.

local name = ARGV[3]
local found = call('HMGET', prefix .. 'p:' .. name, 'first', 'last', 'cooling')
if not found[1] then
    return {}
end
return {
    found[1], found[2], found[3],
    call('ZCARD', prefix .. 'o:' .. name),
    call('ZCOUNT', prefix .. 'f:' .. name, '(' .. text(now()), '+inf')
}
