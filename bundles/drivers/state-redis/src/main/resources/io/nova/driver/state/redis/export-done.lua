-- Results of operations up to the commit that the export shows, in the order of their commits.
--
-- ARGV[3] the export | [4] seconds | [5] the commit to begin after | [6] the commit | [7] how many.

if call('GET', prefix .. 'e') ~= ARGV[3] then
    return {'GONE'}
end
call('EXPIRE', prefix .. 'e', ARGV[4])
local ids = call('ZRANGEBYSCORE', prefix .. 'dt', '(' .. ARGV[5], ARGV[6], 'LIMIT', 0, ARGV[7])
local done = {'OK'}
for _, id in ipairs(ids) do
    done[#done + 1] = id
    done[#done + 1] = call('HGET', prefix .. 'd', id)
end
return done
