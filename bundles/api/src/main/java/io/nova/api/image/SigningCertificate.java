package io.nova.api.image;

import io.nova.model.ProjectId;
import java.time.Instant;

/**
 * A certificate of a project, to whose key's signatures the manifests of its bundles are held.
 *
 * @param id the certificate's SHA-1 fingerprint in hexadecimal
 * @param subject whom it names, for people
 * @param pem the certificate itself
 */
public record SigningCertificate(
        String id, ProjectId project, String subject, Instant added, Instant expires, String pem) {}
