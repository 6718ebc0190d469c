package io.nova.itests.bench;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends requests in turn over a connection of its own; every answer must be a good one. */
final class Sender implements Load.Worker {

    private final Connection connection;
    private final List<byte[]> requests;
    private final AtomicInteger next;

    private Sender(URI server, List<byte[]> requests, AtomicInteger next) throws IOException {
        this.connection = new Connection(server);
        this.requests = requests;
        this.next = next;
    }

    /** Returns workers who share the requests among them. */
    static Callable<Load.Worker> of(URI server, List<byte[]> requests) {
        AtomicInteger next = new AtomicInteger();
        return () -> new Sender(server, requests, next);
    }

    @Override
    public void step() throws IOException {
        int at = (next.getAndIncrement() & Integer.MAX_VALUE) % requests.size();
        connection.skim(requests.get(at));
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
