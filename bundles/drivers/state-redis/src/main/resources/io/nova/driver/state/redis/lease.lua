-- Takes or renews a lease: answers its token and its end, or nothing if another holds it.
--
-- ARGV[3] name | [4] owner | [5] milliseconds.

local refused = refusal()
if refused then
    return refused
end
local time = now()
local held = call('HGET', prefix .. 'l', ARGV[3])
local token, till, owner = string.match(held or '', '^(%d+) (%d+) (.*)$')
if token and tonumber(till) > time then
    if owner ~= ARGV[4] then
        return {'HELD'}
    end
else
    -- Above every token of a history that was lost.
    local floor = call('HGET', meta, 'floor') or '0'
    token = text(math.max(tonumber(token or '0'), tonumber(floor)) + 1)
end
till = text(time + tonumber(ARGV[5]))
call('HSET', prefix .. 'l', ARGV[3], token .. ' ' .. till .. ' ' .. ARGV[4])
return {'OK', token, till}
