package io.nova.manager.compute;

import io.nova.api.compute.IdentityDocumentSigner;
import io.nova.model.IdSource;
import io.nova.model.UnavailableException;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.state.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs identity documents with keys from a file. The file is not touched before somebody asks: a
 * cloud that signs nothing starts without waiting for keys, and guests of one whose file is bad
 * still have the rest of their metadata.
 */
@Component(configurationPid = DocumentSigner.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = DocumentSigner.Config.class)
public final class DocumentSigner implements IdentityDocumentSigner {

    static final String PID = "io.nova.manager.compute.documents";

    private static final SettingsFile FILE = SettingsFile.of(PID);

    /** Where the keys are. */
    @ObjectClassDefinition(name = "Instance identity documents")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "File with the keys and certificates that identity documents are signed"
                                + " with, in PEM; made when it is first needed, for its owner's eyes"
                                + " alone")
        String keyFile();
    }

    private static final Logger LOG = LoggerFactory.getLogger(DocumentSigner.class);
    private static final String RSA = "SHA256withRSA";

    /** EC2 has SHA-1 here; verifiers read the digest from the message, and SHA-1 is broken. */
    private static final String DSA = "SHA256withDSA";

    private final DocumentKeyFile file;
    private Optional<DocumentKeys> known = Optional.empty();

    @Activate
    public DocumentSigner(
            @Reference StateStore store,
            @Reference Clock clock,
            @Reference IdSource ids,
            Config config) {
        this(store, clock, ids, FILE.path("keyFile", config::keyFile));
    }

    DocumentSigner(StateStore store, Clock clock, IdSource ids, Path file) {
        this.file =
                new DocumentKeyFile(store, file, () -> DocumentKeys.generate(clock.instant(), ids));
        this.file.note();
    }

    @Override
    public byte[] signature(byte[] document) {
        try {
            Signature signature = Signature.getInstance(RSA);
            signature.initSign(keys().rsa().key());
            signature.update(document);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    @Override
    public byte[] pkcs7(byte[] document) {
        return message(document, keys().dsa(), DSA);
    }

    @Override
    public byte[] rsa2048(byte[] document) {
        return message(document, keys().rsa(), RSA);
    }

    @Override
    public String certificates() {
        return keys().certificates();
    }

    /** As EC2's: the document is inside, the certificate is not. */
    private static byte[] message(byte[] document, DocumentKeys.Pair pair, String algorithm) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(
                                    new JcaDigestCalculatorProviderBuilder().build())
                            .setSignedAttributeGenerator(DocumentSigner::attributes)
                            .build(
                                    new JcaContentSignerBuilder(algorithm).build(pair.key()),
                                    pair.certificate()));
            return generator.generate(new CMSProcessableByteArray(document), true).getEncoded();
        } catch (GeneralSecurityException
                | OperatorCreationException
                | CMSException
                | IOException e) {
            throw broken(e);
        }
    }

    /** A time of signing would make each answer another. */
    private static AttributeTable attributes(Map<?, ?> parameters) {
        return new DefaultSignedAttributeTableGenerator()
                .getAttributes(parameters)
                .remove(CMSAttributes.signingTime);
    }

    private synchronized DocumentKeys keys() {
        if (known.isPresent()) {
            return known.get();
        }
        try {
            DocumentKeys keys = file.load();
            known = Optional.of(keys);
            return keys;
        } catch (IOException e) {
            LOG.warn(
                    "{}: key keyFile: identity documents cannot be signed: {}",
                    PID,
                    e.getMessage());
            throw new UnavailableException(
                    "identity document signer", "Identity documents cannot be signed now", e);
        }
    }

    private static IllegalStateException broken(Exception cause) {
        return new IllegalStateException("a key that was read cannot sign", cause);
    }
}
