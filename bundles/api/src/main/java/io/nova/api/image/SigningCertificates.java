package io.nova.api.image;

import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The certificates that projects sign the manifests of their bundles with. A project that has one
 * registers no bundle that is not signed with one of them; a project that has none registers any.
 *
 * <p>Each method asks the authorizer first; only cloud administrators reach another project's.
 */
@ProviderType
public interface SigningCertificates {

    /** The most that a project may have. */
    int MOST = 10;

    /**
     * Adds a certificate; one that is there already stays as it is.
     *
     * @param pem one X.509 certificate with an RSA key
     * @throws io.nova.model.InvalidParameterException if it is none, or has expired
     * @throws io.nova.model.LimitExceededException if the project has {@value #MOST}
     */
    SigningCertificate add(RequestContext context, ProjectId project, String pem);

    /** Lists a project's certificates by their ids. */
    List<SigningCertificate> list(RequestContext context, ProjectId project);

    /** Removes a certificate; an unknown one is a success. */
    void delete(RequestContext context, ProjectId project, String id);
}
