package io.nova.itests.cluster;

import io.nova.itests.cloud.Cloud;

/** The cloud's one process on a machine: a controller, or a host with the bus alone. */
record Host(Node node, Cloud cloud, Kind kind) implements Member {

    private static final int TRIES = 3;

    @Override
    public String name() {
        return node.name();
    }

    /**
     * As its operator does: {@code ./nova up}, which gives up after a while when the broker or the
     * store cannot be reached, and says that it be run again then.
     */
    @Override
    public void start() {
        for (int more = TRIES - 1; more > 0; more--) {
            if (cloud.nova("up").exit() == 0) {
                return;
            }
        }
        cloud.up();
    }

    @Override
    public void kill() {
        cloud.kill();
    }

    @Override
    public void stall() {
        Signals.stop(cloud.pid());
    }

    @Override
    public void goOn() {
        Signals.goOn(cloud.pid());
    }
}
