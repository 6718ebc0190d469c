-- Ends an export.
--
-- ARGV[3] the export.

if call('GET', prefix .. 'e') ~= ARGV[3] then
    return {'GONE'}
end
for _, kind in ipairs(call('SMEMBERS', prefix .. 'k')) do
    call('UNLINK', prefix .. 'u:' .. kind, prefix .. 'uz:' .. kind)
end
call('DEL', prefix .. 'e')
return {'OK'}
