-- Forgets a member.
--
-- ARGV[3] group | [4] member.

local refused = refusal()
if refused then
    return refused
end
call('HDEL', prefix .. 'b:' .. ARGV[3], ARGV[4])
if call('EXISTS', prefix .. 'b:' .. ARGV[3]) == 0 then
    call('SREM', prefix .. 'bg', ARGV[3])
end
return {'OK'}
