package io.nova.aoe.initiator;

import com.sun.jna.Native;
import io.nova.aoe.Block;
import io.nova.aoe.Libc;
import io.nova.aoe.Target;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * A client of a volume: a guest's QEMU, or somebody who looks what there is. It belongs to its
 * volume's thread. Its memory is bounded: so many requests, each so long, and no more is read from
 * its socket while all are taken; what was never used of it takes none of the machine's.
 */
final class Client {

    /** As many as QEMU has under way. */
    static final int REQUESTS = 16;

    private static final int IN = 64 << 10;
    private static final int OUT = 16 << 10;

    private final int fd;
    private final VolumeServer server;
    private final Handshake handshake;
    private final Block in = new Block(IN);
    private final Block out = new Block(OUT);
    private final Block memory = new Block(REQUESTS * Request.ROOM);
    private final ArrayDeque<Request> free = new ArrayDeque<>(REQUESTS);
    private final ArrayDeque<Request> replies = new ArrayDeque<>(REQUESTS);

    private int inBegin;
    private int inEnd;
    private int outSent;
    private int replySent = -1;
    private Request current;
    private boolean receiving;
    private int receivingAt;
    private long skip;
    private int skipReason;
    private boolean closed;
    private boolean released;

    Client(int fd, VolumeServer server, Export export) {
        this.fd = fd;
        this.server = server;
        for (int i = 0; i < REQUESTS; i++) {
            free.add(new Request(this, memory, i * Request.ROOM));
        }
        current = free.element();
        handshake = new Handshake(export);
        handshake.greet(out.bytes());
    }

    int fd() {
        return fd;
    }

    Target target() {
        return server.target();
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether it may read and write, and so counts as somebody who has the volume open. */
    boolean isUser() {
        return !closed && handshake.state() == Handshake.State.TRANSMISSION;
    }

    /** What poll(2) is to look for. */
    int events() {
        return (wantsToRead() ? Libc.POLLIN : 0) | (wantsToWrite() ? Libc.POLLOUT : 0);
    }

    private boolean wantsToRead() {
        if (handshake.state() != Handshake.State.TRANSMISSION) {
            return out.bytes().position() < OUT / 2;
        }
        return receiving || skip > 0 || (!free.isEmpty() && !server.isHeld());
    }

    private boolean wantsToWrite() {
        return outSent < out.bytes().position() || !replies.isEmpty();
    }

    /** Whether a request has been read that can be begun. */
    boolean isReady() {
        return !closed && inEnd - inBegin >= Nbd.REQUEST_LENGTH && wantsToRead();
    }

    /** Does what its socket allows. */
    void work(int events) {
        if (wantsToWrite()) {
            write();
        }
        boolean hungUp = (events & (Libc.POLLHUP | Libc.POLLERR)) != 0;
        if (!closed && hungUp && !wantsToRead()) {
            close();
        }
        if (!closed && ((events & Libc.POLLIN) != 0 || hungUp || isReady())) {
            read();
        }
        if (!closed && wantsToWrite()) {
            write();
        }
    }

    private void read() {
        while (!closed) {
            if (receiving && inBegin == inEnd) {
                // The rest of it goes to where the disk's frames take it from.
                int wanted = (int) current.payload() - receivingAt;
                int got = receive(memory, current.data() + receivingAt, wanted);
                if (got > 0) {
                    receivingAt += got;
                    begin();
                }
                if (got < wanted) {
                    return;
                }
            } else if (!parse()) {
                if (closed || !wantsToRead()) {
                    return;
                }
                compact();
                int wanted = IN - inEnd;
                int got = receive(in, inEnd, wanted);
                inEnd += got;
                if (got == 0) {
                    return;
                }
            }
        }
    }

    private void compact() {
        int left = inEnd - inBegin;
        if (inBegin > 0 && left > 0) {
            in.bytes().put(0, in.bytes(), inBegin, left);
        }
        inBegin = 0;
        inEnd = left;
    }

    private int receive(Block into, int at, int length) {
        long got = Libc.recv(fd, into.address() + at, length, Libc.MSG_DONTWAIT);
        if (got > 0) {
            return (int) got;
        }
        int errno = got == 0 ? 0 : Native.getLastError();
        if (errno != Libc.EAGAIN && errno != Libc.EINTR) {
            close();
        }
        return 0;
    }

    /** Takes one thing out of what was read; whether there was one. */
    private boolean parse() {
        int there = inEnd - inBegin;
        if (handshake.state() == Handshake.State.NEGOTIATING) {
            ByteBuffer bytes = in.bytes();
            bytes.limit(inEnd).position(inBegin);
            boolean whole = out.bytes().position() < OUT / 2 && handshake.take(bytes, out.bytes());
            inBegin = bytes.position();
            bytes.clear();
            return whole;
        }
        if (handshake.state() == Handshake.State.ENDED) {
            write();
            close();
            return true;
        }
        if (skip > 0) {
            int some = (int) Math.min(skip, there);
            inBegin += some;
            skip -= some;
            if (skip == 0) {
                refuse(skipReason);
            }
            return some > 0;
        }
        if (receiving) {
            int some = Math.min(there, (int) current.payload() - receivingAt);
            memory.bytes().put(current.data() + receivingAt, in.bytes(), inBegin, some);
            inBegin += some;
            receivingAt += some;
            begin();
            return true;
        }
        return there >= Nbd.REQUEST_LENGTH && !free.isEmpty() && !server.isHeld() && request();
    }

    private boolean request() {
        if (in.bytes().getInt(inBegin) != Nbd.REQUEST) {
            server.log("a client does not speak NBD");
            close();
            return true;
        }
        current = free.pop();
        current.read(in.bytes(), inBegin);
        inBegin += Nbd.REQUEST_LENGTH;
        if (current.command() == Nbd.CMD_DISC) {
            free.push(current);
            close();
            return true;
        }
        int refusal = current.check(server.export());
        if (refusal != 0) {
            skip = current.payload();
            skipReason = refusal;
            if (skip == 0) {
                refuse(refusal);
            }
        } else {
            receiving = true;
            receivingAt = 0;
            begin();
        }
        return true;
    }

    private void refuse(int reason) {
        current.refuse(reason);
        answer(current);
    }

    private void begin() {
        if (receivingAt == current.payload()) {
            receiving = false;
            server.begin(current);
        }
    }

    /** Sends the reply of a request that is done, now or as soon as the client takes it. */
    void finish(Request request) {
        server.ended(request);
        if (closed) {
            free.push(request);
            release();
        } else {
            answer(request);
        }
    }

    private void answer(Request request) {
        replies.add(request);
        if (replies.size() == 1) {
            write();
        }
    }

    void failed(Request request, String failure) {
        server.log("a %s failed: %s".formatted(request, failure));
    }

    private void write() {
        int outEnd = out.bytes().position();
        if (outSent < outEnd) {
            int sent = send(out, outSent, outEnd - outSent);
            outSent += sent;
            if (outSent < outEnd) {
                return;
            }
            outSent = 0;
            out.bytes().clear();
        }
        while (!closed && !replies.isEmpty()) {
            Request request = replies.element();
            if (replySent < 0) {
                replySent = 0;
            }
            int length = request.replyLength();
            // Written each time: the bytes before the data are nobody else's.
            replySent += send(memory, request.reply() + replySent, length - replySent);
            if (replySent < length) {
                return;
            }
            replySent = -1;
            replies.remove();
            // The one that was used last: what was never used takes no memory.
            free.push(request);
        }
    }

    private int send(Block from, int at, int length) {
        long sent =
                Libc.send(fd, from.address() + at, length, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL);
        if (sent >= 0) {
            return (int) sent;
        }
        int errno = Native.getLastError();
        if (errno != Libc.EAGAIN && errno != Libc.EINTR) {
            close();
        }
        return 0;
    }

    /** Hangs up. What is under way at the disk goes on; its memory is kept until then. */
    void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
            free.addAll(replies);
            replies.clear();
            if (receiving || skip > 0) {
                receiving = false;
                skip = 0;
                free.add(current);
            }
            release();
        }
    }

    private void release() {
        if (free.size() == REQUESTS) {
            giveBack();
            released = true;
        }
    }

    /** Whether nothing is left of it. */
    boolean isReleased() {
        return released;
    }

    /** Frees its memory; the disk must not know any of it any more. */
    void giveBack() {
        in.close();
        out.close();
        memory.close();
    }
}
