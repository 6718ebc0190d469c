-- Removes some of a cell that is being emptied, or of what a restore put that came to no end; answers whether
-- there is more.
--
-- ARGV[3] the restore, or nothing for one that was given up | [4] how many records.

local restoring = call('HGET', meta, 'restoring')
if not restoring then
    return {'DONE'}
elseif restoring ~= ARGV[3] and (ARGV[3] ~= '' or call('EXISTS', prefix .. 'rt') == 1) then
    return {'GONE'}
end
for _, kind in ipairs(call('SMEMBERS', prefix .. 'k')) do
    local ids = call('ZRANGE', prefix .. 'k:' .. kind, 0, tonumber(ARGV[4]) - 1)
    for _, id in ipairs(ids) do
        index(kind, id, call('HGET', rowKey(kind, id), 'x') or '', '')
        call('DEL', rowKey(kind, id))
        call('ZREM', prefix .. 'k:' .. kind, id)
    end
    if #ids > 0 then
        return {'MORE'}
    end
    call('SREM', prefix .. 'k', kind)
end
for _, name in ipairs(call('ZRANGE', prefix .. 'pn', 0, -1)) do
    call('UNLINK', prefix .. 'p:' .. name, prefix .. 'o:' .. name, prefix .. 'f:' .. name)
end
for _, group in ipairs(call('SMEMBERS', prefix .. 'bg')) do
    call('UNLINK', prefix .. 'b:' .. group)
end
-- The stream goes too: it takes no number that is less than its last one, and numbers begin anew.
call('UNLINK', prefix .. 'bg', prefix .. 'feed')
call('UNLINK', prefix .. 'pn', prefix .. 'q', prefix .. 'l', prefix .. 'd', prefix .. 'dt')
call('DEL', prefix .. 'rt')
call('HDEL', meta, 'restoring')
call('HSET', meta, 'seq', 0)
return {'DONE'}
