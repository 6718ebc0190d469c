package io.nova.driver.objectstore.s3;

import io.nova.model.AccessKeyId;
import io.nova.model.Secret;
import io.nova.model.setting.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The access key of the other store, in the form of AWS's own credentials file. */
record S3Credentials(AccessKeyId accessKey, Secret secret) {

    /**
     * Reads a file that its owner alone may use.
     *
     * @throws IllegalArgumentException if it cannot be used; says why, without what is in it
     */
    static S3Credentials read(Path file) {
        Map<String, String> values = new HashMap<>();
        try {
            SecretFile.requireOwners(file);
            for (String line : Files.readAllLines(file)) {
                int sign = line.indexOf('=');
                if (sign > 0) {
                    values.put(line.substring(0, sign).strip(), line.substring(sign + 1).strip());
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e, e);
        }
        return new S3Credentials(
                new AccessKeyId(required(file, values, "aws_access_key_id")),
                Secret.of(required(file, values, "aws_secret_access_key")));
    }

    private static String required(Path file, Map<String, String> values, String name) {
        String value = values.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(file + " has no line " + name);
        }
        return value;
    }
}
