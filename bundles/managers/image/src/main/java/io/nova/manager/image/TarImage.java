package io.nova.manager.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The first file of a tar archive, as a stream. Names are not looked at: nothing is unpacked to a
 * file system. Holes that {@code tar -S} left out come back as zeros.
 *
 * <p>Source: "Basic Tar Format" and "Storing Sparse Files" in the manual of GNU tar.
 */
final class TarImage extends InputStream {

    private static final int BLOCK = 512;
    private static final int MOST_EXTENTS = 1 << 20;

    /** What an archive may have before its file: names, headers, folders. */
    private static final long MOST_PREAMBLE = 16 << 20;

    /** The archive is none, or has no file; retrying does not help. */
    static final class BadArchive extends IOException {
        private static final long serialVersionUID = 1L;

        BadArchive(String message) {
            super(message);
        }
    }

    private record Extent(long offset, long length) {}

    private final InputStream archive;
    private final List<Extent> extents = new ArrayList<>();
    private long size;
    private long position;
    private long passed;
    private int extent;

    TarImage(InputStream archive) throws IOException {
        this.archive = archive;
        while (!open(block())) {
            // Long names and extended headers come before what they are about.
            if (passed > MOST_PREAMBLE) {
                throw new BadArchive("the archive begins with what is no file");
            }
        }
    }

    long size() {
        return size;
    }

    /** Returns whether it was a file's header. */
    private boolean open(byte[] header) throws IOException {
        check(header);
        char type = (char) header[156];
        long stored = number(header, 124, 12);
        if (type == 'S') {
            sparse(header);
            return true;
        }
        if (type == '0' || type == 0 || type == '7') {
            size = stored;
            extents.add(new Extent(0, stored));
            return true;
        }
        if (type == 'x' && stored <= 1 << 20) {
            refuseSparse(archive.readNBytes((int) stored));
            passed += stored;
            pass((BLOCK - stored % BLOCK) % BLOCK);
        } else {
            pass((stored + BLOCK - 1) / BLOCK * BLOCK);
        }
        return false;
    }

    /** The younger way to leave out holes; bundlers do not use it. */
    private static void refuseSparse(byte[] extended) throws BadArchive {
        if (new String(extended, StandardCharsets.UTF_8).contains("GNU.sparse.")) {
            throw new BadArchive("the archive leaves out holes in pax format; use tar -S");
        }
    }

    private void sparse(byte[] header) throws IOException {
        size = number(header, 483, 12);
        extents(header, 386, 4);
        boolean more = header[482] != 0;
        while (more) {
            byte[] next = block();
            extents(next, 0, 21);
            more = next[504] != 0;
        }
    }

    private void extents(byte[] block, int from, int count) throws BadArchive {
        for (int i = 0; i < count; i++) {
            long offset = number(block, from + 24 * i, 12);
            long length = number(block, from + 24 * i + 12, 12);
            if (length > 0) {
                long end = extents.isEmpty() ? 0 : end(extents.get(extents.size() - 1));
                if (offset < end || offset > size - length || extents.size() == MOST_EXTENTS) {
                    throw new BadArchive("the archive's map of holes cannot be");
                }
                extents.add(new Extent(offset, length));
            }
        }
    }

    private static long end(Extent extent) {
        return extent.offset() + extent.length();
    }

    private byte[] block() throws IOException {
        byte[] block = archive.readNBytes(BLOCK);
        if (block.length < BLOCK) {
            throw new BadArchive("the archive is cut off, or holds no file");
        }
        return block;
    }

    private static void check(byte[] header) throws BadArchive {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (sum != number(header, 148, 8)) {
            throw new BadArchive("it holds no tar archive");
        }
    }

    /** Octal digits, or binary with the first bit set. */
    private static long number(byte[] header, int from, int length) throws BadArchive {
        if (header[from] == (byte) 0x80) {
            long value = 0;
            for (int i = 1; i < length; i++) {
                value = (value << 8) | (header[from + i] & 0xff);
            }
            return positive(value);
        }
        String digits =
                new String(header, from, length, StandardCharsets.US_ASCII)
                        .replace('\0', ' ')
                        .strip();
        try {
            return positive(digits.isEmpty() ? 0 : Long.parseLong(digits, 8));
        } catch (NumberFormatException e) {
            throw new BadArchive("it holds no tar archive");
        }
    }

    private static long positive(long value) throws BadArchive {
        if (value < 0 || value > 1L << 50) {
            throw new BadArchive("the archive's file has a size that cannot be");
        }
        return value;
    }

    private void pass(long bytes) throws IOException {
        passed += BLOCK + bytes;
        if (passed <= MOST_PREAMBLE) {
            archive.skipNBytes(bytes);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (position == size) {
            return -1;
        }
        while (extent < extents.size() && position == end(extents.get(extent))) {
            extent++;
        }
        long hole = (extent < extents.size() ? extents.get(extent).offset() : size) - position;
        int count;
        if (hole > 0) {
            count = (int) Math.min(hole, length);
            java.util.Arrays.fill(target, offset, offset + count, (byte) 0);
        } else {
            long left = end(extents.get(extent)) - position;
            count = archive.read(target, offset, (int) Math.min(left, length));
            if (count < 0) {
                throw new BadArchive("the archive is cut off");
            }
        }
        position += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
