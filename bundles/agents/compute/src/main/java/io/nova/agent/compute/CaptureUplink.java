package io.nova.agent.compute;

import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.protocol.CaptureAssignment;
import io.nova.protocol.CaptureHold;
import io.nova.protocol.CapturesRequest;
import io.nova.protocol.ImageProtocol;
import io.nova.protocol.ImageUplink;
import io.nova.spi.messaging.MessageBus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Sends copies of disks that are files. */
final class CaptureUplink implements CaptureLink {

    private final HostId host;
    private final ImageUplink uplink;

    CaptureUplink(HostId host, MessageBus bus, Clock clock, IdSource ids) {
        this.host = host;
        this.uplink = new ImageUplink(host, bus, clock, ids);
    }

    @Override
    public List<CaptureAssignment> asked() throws InterruptedException {
        return uplink.call(ImageProtocol.CAPTURES, new CapturesRequest(host)).captures();
    }

    @Override
    public boolean volumesKept(CaptureAssignment capture) throws InterruptedException {
        return uplink.call(ImageProtocol.HOLD, new CaptureHold(host, capture.image())).over();
    }

    @Override
    public void send(CaptureAssignment capture, Path copy) throws InterruptedException {
        uplink.send(capture.image(), new FileContent(copy));
    }

    @Override
    public void failed(CaptureAssignment capture, String why) throws InterruptedException {
        uplink.failed(capture.image(), why);
    }

    private record FileContent(Path file) implements ImageUplink.Content {

        @Override
        public long size() throws IOException {
            return Files.size(file);
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }
}
