-- Begins to fill an empty cell: until the end nothing else writes to it.
--
-- ARGV[3] a name for the restore | [4] seconds until it counts as given up, unless it goes on.

local known = call('HMGET', meta, 'run', 'restoring', 'seq')
if known[1] ~= ARGV[1] then
    return {'ADOPT'}
elseif known[2] then
    return {call('EXISTS', prefix .. 'rt') == 1 and 'BUSY' or 'WIPE'}
elseif tonumber(known[3]) > 0 or call('EXISTS', prefix .. 'l') == 1 then
    return {'FULL'}
end
call('HSET', meta, 'restoring', ARGV[3])
call('SET', prefix .. 'rt', ARGV[3], 'EX', ARGV[4])
return {'OK'}
