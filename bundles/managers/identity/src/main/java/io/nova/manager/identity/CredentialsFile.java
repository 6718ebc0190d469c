package io.nova.manager.identity;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.nova.model.AccessKeyId;
import io.nova.model.ProjectId;
import io.nova.model.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Set;

/** The administrator's credentials as a file that only its owner may read. */
final class CredentialsFile {

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private final Path file;

    CredentialsFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** Tells whether the file says exactly this, to its owner alone. */
    boolean says(AccessKeyId key, Secret secret, ProjectId project) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.getPosixFilePermissions(file).equals(OWNER_ONLY)
                && MessageDigest.isEqual(Files.readAllBytes(file), text(key, secret, project));
    }

    /** Replaces the file: whoever reads it sees the old or the new, never a part. */
    void write(AccessKeyId key, Secret secret, ProjectId project) throws IOException {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IOException(file + " is no file");
        }
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path draft = folder.resolve(file.getFileName() + ".new");
        // Of a process that died while it wrote.
        Files.deleteIfExists(draft);
        try (FileChannel channel =
                FileChannel.open(
                        draft,
                        Set.of(CREATE_NEW, WRITE),
                        PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer bytes = ByteBuffer.wrap(text(key, secret, project));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel entry = FileChannel.open(folder, READ)) {
            entry.force(true);
        }
    }

    private static byte[] text(AccessKeyId key, Secret secret, ProjectId project) {
        return "access_key=%s\nsecret_key=%s\nproject=%s\n"
                .formatted(key, secret.revealText(), project)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
