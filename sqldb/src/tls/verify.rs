//! Which certificates are believed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::Mode;
use crate::error::{Error, Result};

/// Builds the connector for a mode other than `disable`.
///
/// As in libpq, `prefer` and `require` encrypt without asking who is there, unless a root
/// certificate is named: then `require` is `verify-ca` (libpq, "SSL Support", 34.19.4).
pub(super) fn connector(mode: Mode, root: Option<PathBuf>) -> Result<MakeRustlsConnect> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let belief = match (mode, &root) {
        (Mode::VerifyFull, _) => None,
        (Mode::VerifyCa, _) | (Mode::Require, Some(_)) => {
            Some(Belief::Chain(verifier(&provider, root.as_deref())?))
        }
        _ => Some(Belief::Anyone),
    };
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::configuration(error.to_string()))?;
    let config = match belief {
        None => builder.with_root_certificates(roots(root.as_deref())?).with_no_client_auth(),
        Some(belief) => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Lenient { belief, provider }))
            .with_no_client_auth(),
    };
    Ok(MakeRustlsConnect::new(config))
}

fn verifier(
    provider: &Arc<CryptoProvider>,
    root: Option<&Path>,
) -> Result<Arc<WebPkiServerVerifier>> {
    let roots = Arc::new(roots(root)?);
    WebPkiServerVerifier::builder_with_provider(roots, provider.clone())
        .build()
        .map_err(|error| Error::configuration(error.to_string()))
}

/// The certificates of `sslrootcert`, or the system's.
fn roots(root: Option<&Path>) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let Some(path) = root else {
        // A few certificates that cannot be read are no reason to refuse the others.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            return Err(Error::configuration(
                "the system has no root certificates; name a file by `sslrootcert`",
            ));
        }
        return Ok(roots);
    };
    let unreadable =
        |what: String| Error::configuration(format!("`sslrootcert={}`: {what}", path.display()));
    for certificate in
        CertificateDer::pem_file_iter(path).map_err(|error| unreadable(error.to_string()))?
    {
        let certificate = certificate.map_err(|error| unreadable(error.to_string()))?;
        roots.add(certificate).map_err(|error| unreadable(error.to_string()))?;
    }
    match roots.is_empty() {
        true => Err(unreadable("no certificate is in it".to_owned())),
        false => Ok(roots),
    }
}

/// Believes more than rustls does by itself, as far as the mode says.
#[derive(Debug)]
struct Lenient {
    belief: Belief,
    provider: Arc<CryptoProvider>,
}

#[derive(Debug)]
enum Belief {
    /// Whoever is there: `prefer`, `require`.
    Anyone,
    /// Whom a root vouches for, whatever the name: `verify-ca`.
    Chain(Arc<WebPkiServerVerifier>),
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Belief::Chain(verifier) = &self.belief else {
            return Ok(ServerCertVerified::assertion());
        };
        let verified =
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match verified {
            // INVARIANT: rustls compares the name last, so the chain was found good before.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
