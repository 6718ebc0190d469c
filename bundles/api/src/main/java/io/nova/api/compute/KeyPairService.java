package io.nova.api.compute;

import io.nova.model.KeyPairId;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.compute.KeyPair;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** The key pairs of projects. Each method asks the authorizer first. */
@ProviderType
public interface KeyPairService {

    /**
     * Makes a key pair; its private half is told only now.
     *
     * @param algorithm {@code rsa} or {@code ed25519}
     * @throws io.nova.model.AlreadyExistsException if the name is taken in the project
     */
    NewKeyPair create(
            RequestContext context, String name, String algorithm, Map<String, String> tags);

    /**
     * Takes a public key in: OpenSSH, PEM or DER in base64.
     *
     * @throws io.nova.model.InvalidParameterException if it is no key of a kind that guests can use
     */
    KeyPair importKey(
            RequestContext context, String name, String publicKey, Map<String, String> tags);

    /**
     * Returns the project's key pairs in the order of their names.
     *
     * @param names exactly these if any, each of which must be there
     * @param ids exactly these if any
     */
    Page<KeyPair> describe(
            RequestContext context,
            List<String> names,
            List<KeyPairId> ids,
            String after,
            int limit);

    /** Removes the key pair; an unknown one is a success, as in EC2. */
    void delete(RequestContext context, String name);

    /** Removes the key pair; an unknown one is a success, as in EC2. */
    void delete(RequestContext context, KeyPairId id);
}
