-- Puts what an export holds.
--
-- ARGV[3] the restore | [4] seconds | then what of, and 5 arguments, again and again.

if call('HGET', meta, 'restoring') ~= ARGV[3] then
    return {'GONE'}
end
call('SET', prefix .. 'rt', ARGV[3], 'EX', ARGV[4])

local put = {}

function put.row(kind, id, version, entries, value)
    call('SADD', prefix .. 'k', kind)
    call('ZADD', prefix .. 'k:' .. kind, 0, id)
    call('HSET', rowKey(kind, id), 'v', version, 'x', entries, 'd', value)
    index(kind, id, '', entries)
end

function put.pool(name, first, last, cooling, next)
    call('ZADD', prefix .. 'pn', 0, name)
    call('HSET', prefix .. 'p:' .. name, 'first', first, 'last', last, 'cooling', cooling, 'next', next)
end

function put.owned(pool, item, owner)
    call('ZADD', prefix .. 'o:' .. pool, 0, item .. owner)
end

function put.rested(pool, item, ready)
    call('ZADD', prefix .. 'f:' .. pool, ready, item)
end

function put.used(scope, used)
    call('HSET', prefix .. 'q', scope, used)
end

function put.held(name, held)
    call('HSET', prefix .. 'l', name, held)
end

function put.done(opId, seq, result)
    call('HSET', prefix .. 'd', opId, result)
    call('ZADD', prefix .. 'dt', seq, opId)
end

for at = 5, #ARGV, 6 do
    put[ARGV[at]](ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5])
end
return {'OK'}
