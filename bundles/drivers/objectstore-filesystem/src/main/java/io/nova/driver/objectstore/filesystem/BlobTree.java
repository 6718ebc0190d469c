package io.nova.driver.objectstore.filesystem;

import io.nova.model.Page;
import io.nova.spi.objectstore.BlobForm;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobInfo;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of the blobs, in 256 directories named by the first two digits of the id. */
final class BlobTree {

    private static final int DIRECTORIES = 256;
    private static final String ID = "[0-9a-f]{32}";

    private final Path root;

    private BlobTree(Path root) {
        this.root = root;
    }

    /** Opens the tree; makes what is missing of it, durably. */
    static BlobTree open(Path root) throws IOException {
        TemporaryFiles.makeDirectory(root);
        for (int i = 0; i < DIRECTORIES; i++) {
            TemporaryFiles.makeDirectory(root.resolve(name(i)));
        }
        DirectorySync.forceNow(root);
        DirectorySync.forceNow(root.resolve("..").normalize());
        return new BlobTree(root);
    }

    Path directory(BlobId id) {
        return root.resolve(id.value().substring(0, 2));
    }

    Path path(BlobId id) {
        return directory(id).resolve(id.value());
    }

    Optional<BlobInfo> info(BlobId id) throws IOException {
        try {
            BasicFileAttributes file = Files.readAttributes(path(id), BasicFileAttributes.class);
            // A file of no such length is listed all the same: somebody must hear of it.
            long size = Math.max(0, BlobForm.size(file.size()));
            return Optional.of(new BlobInfo(id, size, file.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    Page<BlobInfo> list(Optional<BlobId> after, int limit) throws IOException {
        List<BlobInfo> rows = new ArrayList<>();
        String floor = after.map(BlobId::value).orElse("");
        int first = after.map(id -> Integer.parseInt(id.value().substring(0, 2), 16)).orElse(0);
        for (int i = first; i < DIRECTORIES; i++) {
            for (String name : names(root.resolve(name(i)), floor)) {
                info(new BlobId(name)).ifPresent(rows::add);
                if (rows.size() == limit) {
                    return new Page<>(rows, Optional.of(name));
                }
            }
        }
        return new Page<>(rows, Optional.empty());
    }

    private static List<String> names(Path directory, String floor) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.compareTo(floor) > 0 && name.matches(ID)) {
                    names.add(name);
                }
            }
        }
        names.sort(null);
        return names;
    }

    private static String name(int index) {
        return "%02x".formatted(index);
    }
}
