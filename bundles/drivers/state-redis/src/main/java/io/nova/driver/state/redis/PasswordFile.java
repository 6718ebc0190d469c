package io.nova.driver.state.redis;

import io.nova.model.Secret;
import io.nova.model.setting.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A password in a file of its own, which its owner alone may read. */
final class PasswordFile {

    private PasswordFile() {}

    /**
     * Reads the file's one line.
     *
     * @throws IllegalArgumentException if it cannot be used; says why, without what is in it
     */
    static Secret read(Path file) {
        try {
            SecretFile.requireOwners(file);
            String password = Files.readString(file).strip();
            if (password.isEmpty() || password.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(file + " is not one line with a password");
            }
            return Secret.of(password);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e, e);
        }
    }
}
