package io.nova.driver.volume.aoe;

import io.nova.blockstore.Disk;
import io.nova.blockstore.Places;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The initiator's program. It is in this bundle, and the process runs from a copy of its own: the
 * bundle may be updated while guests have their disks from the process.
 *
 * @param release says which program it is
 * @param classPath of the copy
 */
record InitiatorProgram(String release, List<Path> classPath) {

    private static final List<String> JARS = List.of("aoe.jar", "jna.jar");
    private static final int RELEASE_DIGITS = 12;

    /** Copies it to below a directory, if it is not there yet. */
    static InitiatorProgram in(Path directory) {
        String release = Disk.attempt("read the initiator", InitiatorProgram::digest);
        Path own = directory.resolve(release);
        new Places(directory).make(own);
        List<Path> classPath = new ArrayList<>();
        for (String jar : JARS) {
            Path copy = own.resolve(jar);
            if (!Files.exists(copy)) {
                Disk.attempt("copy " + copy, () -> copy(jar, copy));
            }
            classPath.add(copy);
        }
        return new InitiatorProgram(release, classPath);
    }

    private static Path copy(String jar, Path copy) throws IOException {
        Path half = Files.createTempFile(copy.getParent(), jar, ".new");
        try (InputStream in = open(jar)) {
            Files.copy(in, half, StandardCopyOption.REPLACE_EXISTING);
            return Files.move(half, copy, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private static String digest() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String jar : JARS) {
                try (InputStream in = open(jar)) {
                    digest.update(in.readAllBytes());
                }
            }
            return "%064x"
                    .formatted(new BigInteger(1, digest.digest()))
                    .substring(0, RELEASE_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static InputStream open(String jar) throws IOException {
        InputStream in = InitiatorProgram.class.getResourceAsStream("/initiator/" + jar);
        if (in == null) {
            throw new FileNotFoundException(jar + " is not in the bundle");
        }
        return in;
    }
}
