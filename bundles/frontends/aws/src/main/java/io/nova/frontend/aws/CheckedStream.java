package io.nova.frontend.aws;

import io.nova.api.objectstore.BodySums;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Request;

/**
 * A part of a body that has digests of its own: reading it fails with a {@link BodyFaultException}
 * instead of ending if it is not what they promise. For one thread at a time.
 */
public final class CheckedStream extends InputStream {

    private final InputStream in;
    private final BodyChecks checks = new BodyChecks();
    private boolean ended;

    /**
     * @param head tells the digests in its headers
     * @throws BodyFaultException if one of them is none
     */
    public CheckedStream(InputStream in, Request head) {
        this.in = in;
        PayloadPlan.expectHeaders(Heads.of(head), checks);
    }

    /** Returns what is summed. */
    public BodySums sums() {
        return checks;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int count = in.read(target, from, length);
        if (count > 0) {
            checks.update(ByteBuffer.wrap(target, from, count));
        } else if (count < 0 && !ended) {
            ended = true;
            checks.end();
        }
        return count;
    }
}
