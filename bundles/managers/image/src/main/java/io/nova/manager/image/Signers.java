package io.nova.manager.image;

import io.nova.api.image.SigningCertificate;
import io.nova.api.image.SigningCertificates;
import io.nova.model.ProjectId;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The certificates that projects' manifests must be signed with. */
final class Signers {

    static final Kind<SigningCertificate> KIND =
            new Kind<>(
                    "signing-certificate",
                    SigningCertificate.class,
                    one -> List.of(of(one.project())));

    private final Records<SigningCertificate> records;

    Signers(StateStore store) {
        this.records = new Records<>(store, KIND);
    }

    static IndexEntry of(ProjectId project) {
        return IndexEntry.of("project", project);
    }

    static String recordId(ProjectId project, String id) {
        return project + "/" + id;
    }

    List<SigningCertificate> list(ProjectId project) {
        return records.page(of(project), "", SigningCertificates.MOST + 1).items().stream()
                .map(Rec::value)
                .toList();
    }

    /** Returns the certificates of which one must have signed; empty if nothing need be signed. */
    List<X509Certificate> trusted(ProjectId project) {
        List<X509Certificate> all = new ArrayList<>();
        for (SigningCertificate one : list(project)) {
            try {
                all.add(parse(one.pem()));
            } catch (CertificateException e) {
                throw new IllegalStateException("was kept and cannot be read: " + one.id(), e);
            }
        }
        return all;
    }

    static X509Certificate parse(String pem) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
    }
}
