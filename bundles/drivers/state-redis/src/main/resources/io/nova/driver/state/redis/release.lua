-- Ends a lease, if it is still the one meant. It stays as one that ran out, for its token.
--
-- ARGV[3] name | [4] token.

local refused = refusal()
if refused then
    return refused
end
local token, owner = string.match(call('HGET', prefix .. 'l', ARGV[3]) or '', '^(%d+) %d+ (.*)$')
if token == ARGV[4] then
    call('HSET', prefix .. 'l', ARGV[3], token .. ' 0 ' .. owner)
end
return {'OK'}
