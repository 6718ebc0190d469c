package io.nova.itests.cluster;

import io.nova.itests.cloud.Cloud;

/** The cloud's one process on a machine: a controller, or a host with the bus alone. */
record Host(Node node, Cloud cloud, Kind kind) implements Member {

    @Override
    public String name() {
        return node.name();
    }

    /** As its operator does: {@code ./nova up}. */
    @Override
    public void start() {
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
