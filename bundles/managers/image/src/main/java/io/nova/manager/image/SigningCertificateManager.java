package io.nova.manager.image;

import io.nova.api.identity.Authorizer;
import io.nova.api.image.SigningCertificate;
import io.nova.api.image.SigningCertificates;
import io.nova.model.AccessDeniedException;
import io.nova.model.ConflictException;
import io.nova.model.IdSource;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.Role;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps the certificates that projects sign the manifests of their bundles with. */
@Component
public final class SigningCertificateManager implements SigningCertificates {

    private static final int MAX_PEM = 16_384;

    private final StateStore store;
    private final Records<SigningCertificate> records;
    private final Signers signers;
    private final Authorizer authorizer;
    private final Clock clock;
    private final IdSource ids;

    @Activate
    public SigningCertificateManager(
            @Reference StateStore store,
            @Reference Authorizer authorizer,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.store = store;
        this.records = new Records<>(store, Signers.KIND);
        this.signers = new Signers(store);
        this.authorizer = authorizer;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public SigningCertificate add(RequestContext context, ProjectId project, String pem) {
        require(context, project, "iam:UploadSigningCertificate");
        SigningCertificate wanted = read(project, pem);
        String id = Signers.recordId(project, wanted.id());
        Optional<Rec<SigningCertificate>> known = records.find(id);
        if (known.isPresent()) {
            return known.get().value();
        }
        if (signers.list(project).size() >= MOST) {
            throw new LimitExceededException(
                    ResourceType.PROJECT,
                    project.value(),
                    "The project may have %d signing certificates at most".formatted(MOST));
        }
        CommitResult result =
                Records.commit(
                        store,
                        Tx.of("signing-certificate/" + ids.hex(16))
                                .create(Signers.KIND, id, wanted)
                                .build());
        if (result instanceof CommitResult.Ok) {
            return wanted;
        }
        return records.find(id)
                .map(Rec::value)
                .orElseThrow(
                        () ->
                                new ConflictException(
                                        ConflictException.Reason.CONCURRENT_CHANGE,
                                        ResourceType.PROJECT,
                                        project,
                                        "The certificate was removed meanwhile; try again"));
    }

    private SigningCertificate read(ProjectId project, String pem) {
        if (pem.length() > MAX_PEM || !pem.contains("-----BEGIN CERTIFICATE-----")) {
            throw bad("it is no certificate in PEM");
        }
        try {
            X509Certificate certificate = Signers.parse(pem);
            if (!certificate.getPublicKey().getAlgorithm().equals("RSA")) {
                throw bad("its key is not one of RSA");
            }
            if (certificate.getNotAfter().toInstant().isBefore(clock.instant())) {
                throw bad("it has expired");
            }
            String id = HexFormat.of().formatHex(Digests.sha1().digest(certificate.getEncoded()));
            return new SigningCertificate(
                    id,
                    project,
                    certificate.getSubjectX500Principal().getName(),
                    clock.instant(),
                    certificate.getNotAfter().toInstant(),
                    pem);
        } catch (GeneralSecurityException e) {
            throw bad("it is no certificate that can be read");
        }
    }

    private static InvalidParameterException bad(String reason) {
        return InvalidParameterException.badValue("CertificateBody", "...", reason);
    }

    @Override
    public List<SigningCertificate> list(RequestContext context, ProjectId project) {
        require(context, project, "iam:ListSigningCertificates");
        return signers.list(project);
    }

    @Override
    public void delete(RequestContext context, ProjectId project, String id) {
        require(context, project, "iam:DeleteSigningCertificate");
        Optional<Rec<SigningCertificate>> there = records.find(Signers.recordId(project, id));
        if (there.isPresent()) {
            // Nobody changes one: what is not removed by this was removed by another.
            var unused =
                    Records.commit(
                            store,
                            Tx.of("signing-certificate/" + ids.hex(16))
                                    .delete(Signers.KIND, there.get())
                                    .build());
        }
    }

    private void require(RequestContext context, ProjectId project, String action) {
        authorizer.require(context.caller(), action);
        if (!context.project().equals(project) && !context.caller().has(Role.CLOUDADMIN)) {
            throw new AccessDeniedException(
                    action, "Not authorized for the certificates of another project");
        }
    }
}
