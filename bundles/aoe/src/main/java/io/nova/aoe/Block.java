package io.nova.aoe;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory outside the heap that both Java and the kernel know; given back when it is closed. It
 * belongs to one thread, and nobody may use it after that.
 */
public final class Block implements AutoCloseable {

    private final long address;
    private final int length;
    private final ByteBuffer big;
    private final ByteBuffer nativeOrder;
    private boolean closed;

    public Block(int length) {
        this.length = length;
        address = Libc.map(length);
        big = new Pointer(address).getByteBuffer(0, length).order(ByteOrder.BIG_ENDIAN);
        nativeOrder = big.duplicate().order(ByteOrder.nativeOrder());
    }

    /** Where it begins. */
    public long address() {
        return address;
    }

    /** Its bytes in the order of networks. */
    public ByteBuffer bytes() {
        return big;
    }

    /** Its bytes in the order of this machine, as the kernel's structures are. */
    public ByteBuffer struct() {
        return nativeOrder;
    }

    public int length() {
        return length;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.unmap(address, length);
        }
    }
}
