package io.nova.itests.bench;

import java.io.IOException;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Launches over a connection of its own, and notes what it has launched. */
final class LaunchWorker implements Load.Worker {

    private static final Pattern INSTANCE = Pattern.compile("<instanceId>(i-[0-9a-f]+)<");

    private final Connection connection;
    private final byte[] request;
    private final Queue<String> launched;

    LaunchWorker(Requests requests, byte[] request, Queue<String> launched) throws IOException {
        this.connection = new Connection(requests.ec2());
        this.request = request;
        this.launched = launched;
    }

    @Override
    public void step() throws IOException {
        Matcher found = INSTANCE.matcher(connection.send(request).ok().text());
        while (found.find()) {
            launched.add(found.group(1));
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
