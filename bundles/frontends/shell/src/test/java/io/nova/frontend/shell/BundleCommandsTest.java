package io.nova.frontend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.image.SigningCertificate;
import io.nova.api.image.SigningCertificates;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.UserId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleCommandsTest {

    private static final String PEM = "-----BEGIN CERTIFICATE-----\n";

    @TempDir Path folder;

    private final FakeSession session = new FakeSession();
    private final FakeDirectory directory = new FakeDirectory();
    private final Kept kept = new Kept();

    @BeforeEach
    void makeAProject() {
        directory.createProject(Operator.context(directory), "web", "", new UserId("admin"));
    }

    private static final class Kept implements SigningCertificates {

        final List<SigningCertificate> all = new ArrayList<>();

        @Override
        public SigningCertificate add(RequestContext context, ProjectId project, String pem) {
            SigningCertificate one =
                    new SigningCertificate(
                            "00ff", project, "CN=alice", Instant.EPOCH, Instant.EPOCH, pem);
            all.add(one);
            return one;
        }

        @Override
        public List<SigningCertificate> list(RequestContext context, ProjectId project) {
            return all.stream().filter(one -> one.project().equals(project)).toList();
        }

        @Override
        public void delete(RequestContext context, ProjectId project, String id) {
            all.removeIf(one -> one.project().equals(project) && one.id().equals(id));
        }
    }

    @Test
    void theCloudsCertificateIsPrintedAsItIs() throws Exception {
        BundleCertificateCommand command = new BundleCertificateCommand();
        command.certificates = () -> PEM;
        command.session = session;
        command.execute();
        assertEquals(PEM, session.printed());
        command.json = true;
        command.execute();
        assertEquals(
                "{\"certificate\":\"-----BEGIN CERTIFICATE-----\\n\"}", session.printed().strip());
    }

    @Test
    void aSigningCertificateIsAddedListedAndDeleted() throws Exception {
        SigningCertificateAddCommand add = new SigningCertificateAddCommand();
        add.callers = directory;
        add.projects = directory;
        add.certificates = kept;
        add.session = session;
        add.project = "web";
        add.file = Files.writeString(folder.resolve("cert.pem"), PEM).toString();
        add.execute();
        assertEquals(PEM, kept.all.get(0).pem());
        session.printed();

        SigningCertificateListCommand list = new SigningCertificateListCommand();
        list.callers = directory;
        list.projects = directory;
        list.certificates = kept;
        list.session = session;
        list.project = "web";
        list.execute();
        String listed = session.printed();
        assertTrue(listed.contains("00ff") && listed.contains("CN=alice"), listed);

        SigningCertificateDeleteCommand delete = new SigningCertificateDeleteCommand();
        delete.callers = directory;
        delete.projects = directory;
        delete.certificates = kept;
        delete.project = "web";
        delete.id = "00ff";
        delete.execute();
        assertTrue(kept.all.isEmpty());
    }
}
