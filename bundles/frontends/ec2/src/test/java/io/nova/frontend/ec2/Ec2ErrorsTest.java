package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.ec2.Ec2Errors.Ec2Error;
import io.nova.model.AccessDeniedException;
import io.nova.model.AlreadyExistsException;
import io.nova.model.AuthenticationFailedException;
import io.nova.model.CloudException;
import io.nova.model.ConflictException;
import io.nova.model.DamagedException;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.UnsupportedException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class Ec2ErrorsTest {

    private static Stream<CloudException> faults(ResourceType type) {
        return Stream.of(
                        Stream.of(
                                new NotFoundException(type, "id-1"),
                                new AlreadyExistsException(type, "id-1"),
                                new IncorrectStateException(type, "id-1", "id-1 is busy"),
                                new InUseException(type, "id-1", "id-1 is in use"),
                                new LimitExceededException(type, "id-1", "no more than id-1"),
                                new InsufficientCapacityException(type, "id-1", "no room, id-1"),
                                new AccessDeniedException("ec2:X", "id-1: you may not"),
                                InvalidParameterException.malformedId(type, "id-1"),
                                new UnsupportedException(type, "id-1", "id-1 is not offered"),
                                new UnavailableException("id-1", "id-1 is away; try again"),
                                new DamagedException(type, "id-1", "id-1 is damaged")),
                        Arrays.stream(InvalidParameterException.Problem.values())
                                .map(one -> new InvalidParameterException(one, "id-1", "id-1")),
                        Arrays.stream(ConflictException.Reason.values())
                                .map(one -> new ConflictException(one, type, "id-1", "id-1")),
                        Arrays.stream(AuthenticationFailedException.Reason.values())
                                .map(one -> new AuthenticationFailedException(one, "id-1", "id-1")))
                .flatMap(one -> one);
    }

    @Test
    void everyFaultOfEveryResourceHasACodeAndSaysWhatItIsAbout() {
        Set<Class<?>> seen = new HashSet<>();
        for (ResourceType type : ResourceType.values()) {
            faults(type)
                    .forEach(
                            fault -> {
                                seen.add(fault.getClass());
                                Ec2Error error = Ec2Errors.of(fault);
                                assertTrue(
                                        error.code().matches("[A-Z][A-Za-z0-9]+(\\.[A-Z]\\w+)?"),
                                        error.code());
                                assertTrue(error.message().contains("id-1"), error.message());
                                assertTrue(error.status() >= 400 && error.status() <= 503);
                            });
        }
        assertEquals(Set.of(CloudException.class.getPermittedSubclasses()), seen);
    }

    static List<Arguments> codes() {
        return List.of(
                code(
                        new NotFoundException(ResourceType.INSTANCE, "x"),
                        400,
                        "InvalidInstanceID.NotFound"),
                code(new NotFoundException(ResourceType.IMAGE, "x"), 400, "InvalidAMIID.NotFound"),
                code(
                        new NotFoundException(ResourceType.SECURITY_GROUP, "x"),
                        400,
                        "InvalidGroup.NotFound"),
                code(
                        new NotFoundException(ResourceType.VOLUME, "x"),
                        400,
                        "InvalidVolume.NotFound"),
                code(
                        new NotFoundException(ResourceType.ADDRESS, "x"),
                        400,
                        "InvalidAddress.NotFound"),
                code(
                        new AlreadyExistsException(ResourceType.KEY_PAIR, "x"),
                        400,
                        "InvalidKeyPair.Duplicate"),
                code(
                        new AlreadyExistsException(ResourceType.IMAGE, "x"),
                        400,
                        "InvalidAMIName.Duplicate"),
                code(
                        new IncorrectStateException(ResourceType.INSTANCE, "x", "x"),
                        400,
                        "IncorrectInstanceState"),
                code(
                        new IncorrectStateException(ResourceType.VOLUME, "x", "x"),
                        400,
                        "IncorrectState"),
                code(new InUseException(ResourceType.VOLUME, "x", "x"), 400, "VolumeInUse"),
                code(
                        new InUseException(ResourceType.SNAPSHOT, "x", "x"),
                        400,
                        "InvalidSnapshot.InUse"),
                code(
                        new NotFoundException(ResourceType.VOLUME_ATTACHMENT, "x"),
                        400,
                        "InvalidAttachment.NotFound"),
                code(
                        new ConflictException(
                                ConflictException.Reason.OTHER_ZONE, ResourceType.VOLUME, "x", "x"),
                        400,
                        "InvalidVolume.ZoneMismatch"),
                code(
                        new LimitExceededException(ResourceType.VOLUME, "x", "x"),
                        400,
                        "VolumeLimitExceeded"),
                code(
                        new LimitExceededException(ResourceType.SNAPSHOT, "x", "x"),
                        400,
                        "SnapshotLimitExceeded"),
                code(
                        new LimitExceededException(ResourceType.INSTANCE, "x", "x"),
                        400,
                        "InstanceLimitExceeded"),
                code(
                        new LimitExceededException(ResourceType.REQUEST, "x", "x"),
                        503,
                        "RequestLimitExceeded"),
                code(
                        new InsufficientCapacityException(ResourceType.INSTANCE, "x", "x"),
                        500,
                        "InsufficientInstanceCapacity"),
                code(new AccessDeniedException("x", "x"), 403, "UnauthorizedOperation"),
                code(
                        new ConflictException(
                                ConflictException.Reason.TOKEN_REUSED,
                                ResourceType.INSTANCE,
                                "x",
                                "x"),
                        400,
                        "IdempotentParameterMismatch"),
                code(
                        new ConflictException(
                                ConflictException.Reason.PROTECTED,
                                ResourceType.INSTANCE,
                                "x",
                                "x"),
                        400,
                        "OperationNotPermitted"),
                code(new UnavailableException("x", "x"), 503, "Unavailable"),
                code(new DamagedException(ResourceType.IMAGE, "x", "x"), 500, "InternalError"),
                code(
                        new InvalidParameterException(
                                InvalidParameterException.Problem.MALFORMED, "UserData", "x"),
                        400,
                        "InvalidUserData.Malformed"),
                code(
                        new InvalidParameterException(
                                InvalidParameterException.Problem.MALFORMED,
                                "PublicKeyMaterial",
                                "x"),
                        400,
                        "InvalidKey.Format"));
    }

    private static Arguments code(CloudException fault, int status, String code) {
        return Arguments.of(fault, status, code);
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("codes")
    void codesAreThoseOfEc2(CloudException fault, int status, String code) {
        Ec2Error error = Ec2Errors.of(fault);
        assertEquals(code, error.code());
        assertEquals(status, error.status());
        assertEquals(status == 503, error.retryAfter() > 0, "whether to try again");
    }

    @Test
    void theFaultInAFuturesFailureIsFoundAndAnythingElseIsNot() {
        NotFoundException fault = new NotFoundException(ResourceType.INSTANCE, "i");
        assertEquals(
                fault,
                Ec2Errors.cloudFault(new CompletionException(new CompletionException(fault)))
                        .orElseThrow());
        assertTrue(Ec2Errors.cloudFault(new IllegalStateException("secret")).isEmpty());
        assertTrue(!Ec2Errors.internal().message().contains("secret"));
    }
}
