-- Notes that a member lives.
--
-- ARGV[3] group | [4] member | [5] note.

local refused = refusal()
if refused then
    return refused
end
call('SADD', prefix .. 'bg', ARGV[3])
call('HSET', prefix .. 'b:' .. ARGV[3], ARGV[4], text(now()) .. ' ' .. ARGV[5])
return {'OK'}
