-- Begins to empty the cell, as a restore that came to no end is removed.
--
-- ARGV[3] a name for it | [4] seconds until it counts as given up.

local refused = refusal()
if refused then
    return {refused[1] == 'ADOPT' and 'ADOPT' or 'BUSY'}
end
call('HSET', meta, 'restoring', ARGV[3])
call('SET', prefix .. 'rt', ARGV[3], 'EX', ARGV[4])
-- An export of what goes is not whole any more.
call('DEL', prefix .. 'e')
return {'OK'}
