package io.nova.manager.host;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** Bytes as text that people can carry. */
final class Pem {

    static final String CERTIFICATE = "CERTIFICATE";
    static final String KEY = "PRIVATE KEY";
    static final String REQUEST = "CERTIFICATE REQUEST";

    private Pem() {}

    static String write(String type, byte[] der) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, der));
        } catch (IOException e) {
            throw new IllegalStateException("a string cannot be written to", e);
        }
        return text.toString();
    }

    /**
     * Reads the first block.
     *
     * @throws IllegalArgumentException if it is of another type, or there is none
     */
    static byte[] read(String type, String text) {
        try (PemReader reader = new PemReader(new StringReader(text))) {
            PemObject block = reader.readPemObject();
            if (block != null && block.getType().equals(type)) {
                return block.getContent();
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("no " + type, e);
        }
        throw new IllegalArgumentException("no " + type);
    }
}
