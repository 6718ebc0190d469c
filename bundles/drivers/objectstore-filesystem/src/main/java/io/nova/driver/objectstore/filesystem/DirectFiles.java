package io.nova.driver.objectstore.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes files that are written past the page cache: a large file then costs neither a copy of its
 * bytes nor the memory that others read from. Not every file system can.
 *
 * @param block bytes of which positions, lengths and addresses of writes are multiples
 * @param option opens a file so
 */
record DirectFiles(int block, OpenOption option) {

    private static final Logger LOG = LoggerFactory.getLogger(DirectFiles.class);

    /**
     * Finds out by a try whether the file system can.
     *
     * @param probe a file that is not there, and is not there afterwards
     */
    static Optional<DirectFiles> find(Path probe) throws IOException {
        try {
            long block = Files.getFileStore(probe.toAbsolutePath().getParent()).getBlockSize();
            DirectFiles files = new DirectFiles(Math.toIntExact(block), direct());
            try (FileChannel file = files.create(probe)) {
                file.write(ByteBuffer.allocateDirect(2 * files.block).alignedSlice(files.block));
            }
            return Optional.of(files);
        } catch (UnsupportedOperationException | IOException | ArithmeticException e) {
            LOG.debug("large files go through the page cache: {}", e.toString());
            return Optional.empty();
        } finally {
            // Also when it could not be opened: the kernel makes it before it looks.
            Files.deleteIfExists(probe);
        }
    }

    /** By its name: only some Java platforms have it, and the compiler warns of it. */
    private static OpenOption direct() {
        try {
            Class<?> options =
                    ClassLoader.getSystemClassLoader()
                            .loadClass("com.sun.nio.file.ExtendedOpenOption");
            return Stream.of(options.getEnumConstants())
                    .filter(option -> option.toString().equals("DIRECT"))
                    .map(OpenOption.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new UnsupportedOperationException("no DIRECT"));
        } catch (ClassNotFoundException e) {
            throw new UnsupportedOperationException("no direct files on this platform", e);
        }
    }

    FileChannel create(Path path) throws IOException {
        return FileChannel.open(
                path,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, option),
                TemporaryFiles.OWNER_ONLY);
    }

    /** Returns what has to be written so that these bytes are: a whole number of blocks. */
    ByteBuffer padded(ByteBuffer bytes) {
        int over = bytes.remaining() % block;
        return over == 0 ? bytes : bytes.limit(bytes.limit() + block - over);
    }
}
