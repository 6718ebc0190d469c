package io.nova.blockstore;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Overwrites what a file held, from its end, and shortens it by what is overwritten: so the file's
 * length tells how far it came, also to another driver after a crash.
 */
final class Wiper {

    private static final int PART = 1 << 20;
    // As much is overwritten and made durable before the file gives its blocks back.
    private static final long STEP = 32L << 20;

    private Wiper() {}

    /**
     * Overwrites about so many bytes.
     *
     * @return whether nothing is left, the file is then empty
     */
    static boolean wipe(Path file, long budget) throws InterruptedException {
        Optional<Extents> extents = Extents.of(file);
        return Disk.attempt("wipe " + file, () -> wipe(file, extents, budget));
    }

    private static boolean wipe(Path file, Optional<Extents> extents, long budget)
            throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            long length = access.length();
            // Where nobody tells, all of it may hold something, and is looked at.
            List<Extents.Range> ranges =
                    extents.map(Extents::ranges)
                            .orElseGet(() -> List.of(new Extents.Range(0, length)));
            long left = budget;
            for (int i = ranges.size() - 1; i >= 0; i--) {
                long from = ranges.get(i).from();
                long to = Math.min(ranges.get(i).to(), access.length());
                while (to > from) {
                    if (left <= 0) {
                        return false;
                    }
                    long start = Math.max(from, to - Math.min(STEP, left));
                    overwrite(access, start, to, extents.isPresent());
                    access.getFD().sync();
                    access.setLength(start);
                    left -= to - start;
                    to = start;
                }
            }
            access.setLength(0);
            return true;
        }
    }

    private static void overwrite(RandomAccessFile access, long from, long to, boolean all)
            throws IOException {
        byte[] part = new byte[PART];
        byte[] zeros = new byte[PART];
        for (long at = from; at < to; at += PART) {
            int length = (int) Math.min(PART, to - at);
            if (!all) {
                access.seek(at);
                access.readFully(part, 0, length);
                if (Disk.isZero(part, length)) {
                    continue;
                }
            }
            access.seek(at);
            access.write(zeros, 0, length);
        }
    }
}
