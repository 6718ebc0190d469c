package io.nova.driver.state.embedded;

import io.nova.spi.state.PoolItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads pools from their stored form. */
final class Pools {

    private Pools() {}

    static void load(View view, Map<String, Pool> pools) {
        view.scan(
                Keys.all(Keys.POOL),
                (key, at) -> {
                    String name = new Bytes.Reader(key, 1).rest();
                    pools.put(name, Forms.pool(name, at.value()));
                    return true;
                });
        pools.forEach(
                (name, pool) ->
                        view.scan(
                                Keys.items(name),
                                (key, at) -> {
                                    load(pool, item(key), at.value());
                                    return true;
                                }));
    }

    private static void load(Pool pool, long item, byte[] stored) {
        if (Forms.isOwned(stored)) {
            pool.own(item, Forms.owner(stored));
        } else {
            pool.rest(item, Forms.ready(stored));
        }
    }

    static List<PoolItem> owners(View view, String pool, long afterItem, int limit) {
        List<PoolItem> owners = new ArrayList<>();
        if (afterItem == Long.MAX_VALUE || limit < 1) {
            return owners;
        }
        view.scan(
                Keys.items(pool),
                Keys.item(pool, Math.max(afterItem + 1, 0)),
                (key, at) -> {
                    byte[] stored = at.value();
                    if (Forms.isOwned(stored)) {
                        owners.add(new PoolItem(item(key), Forms.owner(stored)));
                    }
                    return owners.size() < limit;
                });
        return owners;
    }

    /** Returns the number that is the last part of the key. */
    static long item(byte[] key) {
        return new Bytes.Reader(key, key.length - Long.BYTES).number();
    }
}
