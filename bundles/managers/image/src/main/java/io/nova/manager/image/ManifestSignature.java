package io.nova.manager.image;

import io.nova.manager.image.DiskHeader.Refused;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * The signature of a manifest, in hexadecimal: RSA with SHA-1 over the texts of the elements {@code
 * machine_configuration} and {@code image}, one behind the other, byte for byte as they stand
 * there.
 */
final class ManifestSignature {

    private ManifestSignature() {}

    /**
     * Returns if one of the certificates' keys signed what the manifest says.
     *
     * @param read what was read from these bytes
     * @param trusted one or more
     * @throws Refused if it is not signed, or by nobody of these
     */
    static void check(byte[] bytes, Manifest read, List<X509Certificate> trusted, Instant now)
            throws Refused {
        if (read.signature().isEmpty()) {
            throw new Refused(
                    "it is not signed, and the project's signing certificates ask for it");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        String signed = element(text, "machine_configuration") + element(text, "image");
        // Something else than what was read could be signed, inside of a comment for example.
        Manifest meant =
                ManifestXml.read(
                        "<manifest>%s<signature>%s</signature></manifest>"
                                .formatted(signed, read.signature())
                                .getBytes(StandardCharsets.UTF_8));
        boolean good =
                trusted.stream()
                        .filter(one -> isValid(one, now))
                        .anyMatch(one -> isBy(one, signed, read.signature()));
        if (!good || !meant.equals(read)) {
            throw new Refused(
                    "its signature is by none of the project's signing certificates, or of"
                            + " something else");
        }
    }

    private static boolean isValid(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    private static boolean isBy(X509Certificate certificate, String signed, String signature) {
        try {
            Signature check = Signature.getInstance("SHA1withRSA");
            check.initVerify(certificate.getPublicKey());
            check.update(signed.getBytes(StandardCharsets.UTF_8));
            return check.verify(HexFormat.of().parseHex(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static String element(String text, String name) {
        int from = text.indexOf("<" + name + ">");
        String end = "</" + name + ">";
        int to = from < 0 ? -1 : text.indexOf(end, from);
        return to < 0 ? "" : text.substring(from, to + end.length());
    }
}
