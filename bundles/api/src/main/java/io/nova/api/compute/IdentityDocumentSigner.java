package io.nova.api.compute;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Signs what instances say about themselves, so that whoever has the cloud's certificates can tell
 * that an instance is of this cloud and which it is. The keys outlast restarts. No caller is asked
 * for: a guest gets its own document signed and no other.
 *
 * <p>Every method blocks for a file at the first call, and fails with {@code UnavailableException}
 * while the keys cannot be read or made; a later call tries again.
 */
@ProviderType
public interface IdentityDocumentSigner {

    /** Returns the RSA signature of the document's SHA-256 digest. */
    byte[] signature(byte[] document);

    /** Returns a PKCS #7 message, in DER or BER, that holds the document and its DSA signature. */
    byte[] pkcs7(byte[] document);

    /** Returns a PKCS #7 message, in DER or BER, that holds the document and its RSA signature. */
    byte[] rsa2048(byte[] document);

    /** Returns the certificates that signatures are verified with, in PEM: RSA's, then DSA's. */
    String certificates();
}
