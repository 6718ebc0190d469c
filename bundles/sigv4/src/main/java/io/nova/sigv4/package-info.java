/**
 * AWS request signatures: the one implementation, for those who sign and those who verify.
 *
 * <p>Everything starts from the <em>raw</em> request, as it stands on the wire: {@link
 * io.nova.sigv4.RequestHead} holds the target before any server decoded or normalised it. From it
 * come, step by step, {@link io.nova.sigv4.CanonicalRequest}, {@link io.nova.sigv4.StringToSign}
 * and the signature of a {@link io.nova.sigv4.SigningKey}. {@link io.nova.sigv4.SigV4Signer} does
 * all of them for a client; {@link io.nova.sigv4.SigningClient} sends the result. Bodies in pieces
 * are signed by {@link io.nova.sigv4.ChunkSignatures}, requests of the older kind by {@link
 * io.nova.sigv4.SigV2}.
 *
 * <p>All of it is pure: no clock, no state but what an object is given. Nothing here compares
 * signatures; a verifier does that in constant time.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.sigv4;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
