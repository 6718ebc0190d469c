package io.nova.frontend.aws;

import io.nova.api.objectstore.BodySums;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A request whose body is plain, and ends only if it is the one that was promised. */
final class CheckedRequest extends Request.Wrapper {

    private final BodyDecoder decoder;
    private final BodyChecks checks;
    private final HttpFields headers;
    private final long length;

    // A body has one reader at a time, and Jetty orders one thread's reads before the next one's.
    private Content.@Nullable Chunk raw;
    private Content.@Nullable Chunk end;

    CheckedRequest(
            Request wrapped,
            BodyDecoder decoder,
            BodyChecks checks,
            HttpFields headers,
            long length) {
        super(wrapped);
        this.decoder = decoder;
        this.checks = checks;
        this.headers = headers;
        this.length = length;
    }

    BodySums sums() {
        return checks;
    }

    @Override
    public HttpFields getHeaders() {
        return headers;
    }

    @Override
    public long getLength() {
        return length;
    }

    @Override
    public Content.@Nullable Chunk read() {
        while (end == null) {
            Content.Chunk chunk = raw != null ? raw : super.read();
            if (chunk == null) {
                return null;
            }
            if (Content.Chunk.isFailure(chunk)) {
                return failed(chunk);
            }
            raw = chunk;
            try {
                Optional<ByteBuffer> piece = decoder.next(chunk.getByteBuffer());
                if (piece.isPresent()) {
                    checks.update(piece.get());
                    return view(chunk, piece.get());
                }
                drop();
                if (chunk.isLast()) {
                    decoder.end();
                    checks.end();
                    end = Content.Chunk.EOF;
                }
            } catch (BodyFaultException e) {
                drop();
                end = Content.Chunk.from(e, true);
            }
        }
        return end;
    }

    private Content.Chunk failed(Content.Chunk failure) {
        if (failure.isLast()) {
            end = failure;
        }
        return failure;
    }

    private static Content.Chunk view(Content.Chunk chunk, ByteBuffer piece) {
        if (!chunk.canRetain()) {
            return Content.Chunk.from(piece, false);
        }
        chunk.retain();
        return Content.Chunk.asChunk(piece, false, chunk);
    }

    private void drop() {
        Content.Chunk chunk = raw;
        raw = null;
        if (chunk != null) {
            chunk.release();
        }
    }

    @Override
    public void demand(Runnable whenAvailable) {
        if (raw != null || end != null) {
            getContext().execute(whenAvailable);
        } else {
            super.demand(whenAvailable);
        }
    }

    @Override
    public void fail(Throwable failure) {
        drop();
        super.fail(failure);
    }
}
