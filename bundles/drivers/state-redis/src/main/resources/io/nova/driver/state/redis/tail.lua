-- The epoch, the newest commit, and the commits after one as far as they are kept.
--
-- ARGV[3] the commit | [4] how many at most.

local known = call('HMGET', meta, 'epoch', 'seq')
return {
    known[1] or '', known[2] or '0',
    call('XRANGE', prefix .. 'feed', '(' .. ARGV[3] .. '-0', '+', 'COUNT', ARGV[4])
}
