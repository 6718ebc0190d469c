package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.ec2.limit.TestLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** The AWS SDK for Java sends each action, and reads of the answer all that is in it. */
class SdkClientTest {

    /**
     * Words that no SDK knows: a private cloud's types, and the state of a gateway's attachment,
     * which EC2 itself calls {@code available} and its model does not.
     */
    private static final Set<String> OTHER_WORDS =
            Set.of("InstanceType", "InternetGatewayAttachment.State");

    static Stream<String> actions() {
        return Requests.GOOD.keySet().stream();
    }

    /** Keeps the answer as it came. */
    private static final class Wire implements ExecutionInterceptor {

        private byte[] last = {};

        @Override
        public Optional<InputStream> modifyHttpResponseContent(
                Context.ModifyHttpResponse answer, ExecutionAttributes unused) {
            try (InputStream body = answer.responseBody().orElseThrow()) {
                last = body.readAllBytes();
                return Optional.of(new ByteArrayInputStream(last));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final Wire WIRE = new Wire();
    private static final TestCloud CLOUD = new TestCloud();
    private static final Ec2Client CLIENT = client(CLOUD);

    @AfterAll
    static void stop() {
        CLIENT.close();
        CLOUD.close();
    }

    private static Ec2Client client(TestCloud cloud) {
        return Ec2Client.builder()
                .endpointOverride(cloud.uri())
                .region(Region.of("nova"))
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(
                                        TestCloud.KEY.value(), TestCloud.SECRET.revealText())))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(
                        all ->
                                all.retryStrategy(DefaultRetryStrategy.doNotRetry())
                                        .addExecutionInterceptor(WIRE))
                .build();
    }

    private static Ec2Response call(String action, Map<String, String> parameters)
            throws ReflectiveOperationException {
        Object request = SdkRequests.of(action, parameters);
        Method method = Ec2Client.class.getMethod(lower(action), request.getClass());
        return (Ec2Response) method.invoke(CLIENT, request);
    }

    private static String lower(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    @ParameterizedTest
    @MethodSource("actions")
    void theAnswerIsReadWhole(String action) throws Exception {
        Ec2Response response = call(action, Requests.GOOD.get(action));
        assertNotNull(response.responseMetadata().requestId());
        List<String> lost = new ArrayList<>();
        compare(xml(WIRE.last), response, action, lost);
        assertEquals(List.of(), lost);
    }

    private static Element xml(byte[] bytes) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(bytes))
                .getDocumentElement();
    }

    private static void compare(Element xml, SdkPojo read, String path, List<String> lost) {
        for (Element child : PublicModelTest.children(xml)) {
            // That every other element is one of the SDK's, PublicModelTest tells.
            read.sdkFields().stream()
                    .filter(one -> one.unmarshallLocationName().equals(child.getTagName()))
                    .findFirst()
                    .ifPresent(
                            field ->
                                    value(
                                            child,
                                            field,
                                            read,
                                            path + "." + child.getTagName(),
                                            lost));
        }
    }

    private static void value(
            Element xml, SdkField<?> field, SdkPojo holder, String path, List<String> lost) {
        Object read = field.getValueOrDefault(holder);
        if (read instanceof SdkPojo pojo) {
            compare(xml, pojo, path, lost);
        } else if (read instanceof List<?> list) {
            List<Element> items = PublicModelTest.children(xml);
            if (items.size() != list.size()) {
                lost.add(path + " of " + items.size() + " became " + list);
                return;
            }
            for (int i = 0; i < items.size(); i++) {
                if (list.get(i) instanceof SdkPojo pojo) {
                    compare(items.get(i), pojo, path + "." + i, lost);
                } else {
                    text(items.get(i).getTextContent(), list.get(i), path + "." + i, lost);
                }
            }
        } else {
            text(xml.getTextContent(), read, path, lost);
            known(field, holder, path, lost);
        }
    }

    private static void text(String sent, Object read, String path, List<String> lost) {
        Object meant = read instanceof Instant ? Instant.parse(sent) : sent;
        boolean same = read == null ? sent.isEmpty() : meant.toString().equals(read.toString());
        if (!same) {
            lost.add("%s=%s became %s".formatted(path, sent, read));
        }
    }

    /** A word that the SDK does not know is given to programs as one that means nothing. */
    private static void known(SdkField<?> field, SdkPojo holder, String path, List<String> lost) {
        if (field.marshallingType() != MarshallingType.STRING
                || OTHER_WORDS.contains(field.memberName())
                || OTHER_WORDS.contains(
                        holder.getClass().getSimpleName() + "." + field.memberName())) {
            return;
        }
        String getter = lower(field.memberName());
        Arrays.stream(holder.getClass().getMethods())
                .filter(one -> one.getName().equals(getter) && one.getReturnType().isEnum())
                .findFirst()
                .ifPresent(
                        method -> {
                            try {
                                String word = String.valueOf(method.invoke(holder));
                                if (method.invoke(holder) instanceof Enum<?> constant
                                        && constant.name().equals("UNKNOWN_TO_SDK_VERSION")) {
                                    lost.add(path + " is a word of ours: " + word);
                                }
                            } catch (ReflectiveOperationException e) {
                                throw new LinkageError(path, e);
                            }
                        });
    }

    @ParameterizedTest
    @MethodSource("actions")
    void aRefusalIsReadWithItsCodeAndItsRequestId(String action) {
        Map<String, String> dry = Requests.with(action, "DryRun", "true");
        Throwable thrown = assertThrows(InvocationTargetException.class, () -> call(action, dry));
        Ec2Exception refusal = (Ec2Exception) thrown.getCause();
        assertEquals("DryRunOperation", refusal.awsErrorDetails().errorCode());
        assertEquals(412, refusal.statusCode());
        assertNotNull(refusal.requestId());
    }

    @Test
    void aLimitIsReadAsOneSoThatTheSdkTriesAgain() {
        try (TestCloud cloud =
                        new TestCloud(
                                TestLimits.of(Map.of("unpagedReads", 1), new TestLimits.Nanos()));
                Ec2Client client = client(cloud)) {
            assertEquals(1, client.describeRegions().regions().size());
            Ec2Exception refusal = assertThrows(Ec2Exception.class, () -> client.describeRegions());
            assertEquals("RequestLimitExceeded", refusal.awsErrorDetails().errorCode());
            assertTrue(refusal.isThrottlingException());
            assertEquals(
                    "1",
                    refusal.awsErrorDetails()
                            .sdkHttpResponse()
                            .firstMatchingHeader("Retry-After")
                            .orElseThrow());
        }
    }
}
