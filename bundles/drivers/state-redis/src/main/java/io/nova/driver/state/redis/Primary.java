package io.nova.driver.state.redis;

import redis.clients.jedis.HostAndPort;

/** Knows where the one server is that takes the cell's changes. */
interface Primary {

    /**
     * Asks anew each time: it moves.
     *
     * @throws NoLink if it cannot be told now
     */
    HostAndPort find();

    /** Returns how the settings have it. */
    static Primary of(Settings settings, Dialer dialer) {
        return switch (settings.mode()) {
            case STANDALONE -> () -> settings.servers().get(0);
            case SENTINEL -> new Sentinels(settings, dialer);
            case CLUSTER -> new ClusterNodes(settings, dialer);
        };
    }
}
