package io.nova.blockstore;

import io.nova.model.HostId;
import io.nova.model.VolumeId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Where sockets and connections are, below the run directory; the paths of sockets are short. */
public record Places(Path run) {

    private static final int NAME_DIGITS = 12;
    // QEMU's user passes, and sees nothing.
    private static final String PASSABLE = "rwx--x--x";

    /** Where all volumes are exported. */
    public Path exports() {
        return run.resolve("e");
    }

    /** Where a volume is exported: the location of its export. */
    public Path export(VolumeId volume) {
        return exports().resolve(volume.value());
    }

    /** The socket of a volume for one host. */
    public Path socket(VolumeId volume, HostId host) {
        return export(volume).resolve(name(host.value()));
    }

    /** Where the connections of a host are. */
    public Path connections(HostId host) {
        return run.resolve("c").resolve(name(host.value()));
    }

    /** Makes a directory below the run directory, and those between. */
    public Path make(Path directory) {
        Disk.directory(run, PASSABLE);
        for (int i = run.getNameCount() + 1; i <= directory.getNameCount(); i++) {
            Disk.directory(Path.of("/").resolve(directory.subpath(0, i)), PASSABLE);
        }
        return directory;
    }

    /** A short name for a long one. */
    public static String name(String told) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(told.getBytes(StandardCharsets.UTF_8));
            return "%064x".formatted(new BigInteger(1, digest)).substring(0, NAME_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
