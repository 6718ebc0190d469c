package io.nova.api.image;

import org.osgi.annotation.versioning.ProviderType;

/** To whom bundles of images are encrypted. */
@ProviderType
public interface BundleCertificates {

    /**
     * Returns the certificate to whose key a client encrypts a bundle, so that this cloud and
     * nobody else can open it; in PEM. Clients know it as {@code EUCALYPTUS_CERT} or {@code
     * --ec2cert}. It stays the same as long as the key does.
     *
     * @throws io.nova.model.UnavailableException if the cloud's key cannot be used now
     * @throws io.nova.model.UnsupportedException if the cloud was told to have none
     */
    String cloud();
}
