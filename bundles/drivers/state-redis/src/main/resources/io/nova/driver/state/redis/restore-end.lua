-- Ends a restore: the cell is now as of the export's commit.
--
-- ARGV[3] the restore | [4] the commit.

if call('HGET', meta, 'restoring') ~= ARGV[3] then
    return {'GONE'}
end
call('HSET', meta, 'seq', ARGV[4])
call('HDEL', meta, 'restoring')
call('DEL', prefix .. 'rt')
return {'OK'}
