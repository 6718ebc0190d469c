package io.nova.aoe;

import java.nio.ByteBuffer;

/**
 * A read, a write or a flush of a {@link Target}. Made once and used again and again, so that the
 * moving of data makes no objects; it belongs to the thread of its target.
 */
public abstract class Transfer {

    /** What it does. */
    public enum Kind {
        READ,
        WRITE,
        /** Has the disk make durable what it acknowledged. */
        FLUSH
    }

    private Kind kind = Kind.FLUSH;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private long address;
    private int at;
    private long lba;
    private int sectors;
    private long begun;
    private int cut;
    private int waiting;
    private boolean flushed;
    private boolean active;
    private String failure = "";

    /**
     * Says what is to be moved next; to be called while it is not under way.
     *
     * @param block where the data are or go to; to be left alone until {@link #done}
     * @param at at which byte of the block
     */
    public final void set(Kind kind, Block block, int at, long lba, int sectors) {
        if (active) {
            throw new IllegalStateException("under way");
        }
        this.kind = kind;
        this.bytes = block.bytes();
        this.address = block.address();
        this.at = at;
        this.lba = lba;
        this.sectors = kind == Kind.FLUSH ? 0 : sectors;
    }

    /**
     * Told by the target's thread when the disk has done it all, or it failed for good. It may be
     * submitted again at once.
     *
     * @param failure what went wrong; empty if nothing did
     */
    protected abstract void done(String failure);

    final void begin(long now) {
        begun = now;
        cut = 0;
        waiting = 0;
        flushed = false;
        active = true;
        failure = "";
    }

    final Kind kind() {
        return kind;
    }

    /** Whether it was submitted and is not done. */
    public final boolean isActive() {
        return active;
    }

    final long begun() {
        return begun;
    }

    final long lba(int from) {
        return lba + from;
    }

    final int sectors() {
        return sectors;
    }

    /** Whether frames have still to be cut from it. */
    final boolean hasMore() {
        return active && failure.isEmpty() && (kind == Kind.FLUSH ? !flushed : cut < sectors);
    }

    /** Where the next frame begins, in its sectors. */
    final int cutAt() {
        return cut;
    }

    /** Takes the next frame out of it; returns how many sectors that has. */
    final int cut(int most) {
        flushed = true;
        int count = Math.min(most, sectors - cut);
        cut += count;
        return count;
    }

    final long addressOf(int from) {
        return address + at + (long) from * Frames.SECTOR;
    }

    final void put(int from, ByteBuffer frame, int data, int count) {
        bytes.put(at + from * Frames.SECTOR, frame, data, count * Frames.SECTOR);
    }

    final void sent() {
        waiting++;
    }

    /** Takes the end of one of its frames; tells when that was the last. */
    final void ended(String reason) {
        waiting--;
        if (failure.isEmpty()) {
            failure = reason;
        }
        if (waiting == 0 && active && !hasMore()) {
            active = false;
            done(failure);
        }
    }

    /** Ends it although frames are under way: nobody answers for them any more. */
    final void giveUp(String reason) {
        if (active) {
            active = false;
            failure = reason;
            done(reason);
        }
    }
}
