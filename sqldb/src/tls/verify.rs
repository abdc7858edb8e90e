//! Which certificates are believed.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Certificates, ClientCertificate, Mode, Pem};
use crate::error::{Error, Result};

/// Builds the connector for a mode other than `disable`.
///
/// As in libpq, `prefer` and `require` encrypt without asking who is there, unless a root
/// certificate is named: then `require` is `verify-ca` (libpq, "SSL Support", 34.19.4).
pub(super) fn connector(mode: Mode, certificates: &Certificates) -> Result<MakeRustlsConnect> {
    let Certificates { root, client } = certificates;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let belief = match (mode, root) {
        (Mode::VerifyFull, _) => None,
        (Mode::VerifyCa, _) | (Mode::Require, Some(_)) => {
            Some(Belief::Chain(verifier(&provider, root.as_ref())?))
        }
        _ => Some(Belief::Anyone),
    };
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::configuration(error.to_string()))?;
    let builder = match belief {
        None => builder.with_root_certificates(roots(root.as_ref())?),
        Some(belief) => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Lenient { belief, provider })),
    };
    let config = match client {
        None => builder.with_no_client_auth(),
        Some(ClientCertificate { certificate, key }) => {
            let chain = chain(certificate, "sslcert")?;
            let key = match key {
                Pem::File(path) => PrivateKeyDer::from_pem_file(path),
                Pem::Text(text) => PrivateKeyDer::from_pem_slice(text.as_bytes()),
            };
            let key = key.map_err(|error| unreadable("sslkey", &error))?;
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|error| unreadable("sslcert` and `sslkey", &error))?
        }
    };
    Ok(MakeRustlsConnect::new(config))
}

fn verifier(
    provider: &Arc<CryptoProvider>,
    root: Option<&Pem>,
) -> Result<Arc<WebPkiServerVerifier>> {
    let roots = Arc::new(roots(root)?);
    WebPkiServerVerifier::builder_with_provider(roots, provider.clone())
        .build()
        .map_err(|error| Error::configuration(error.to_string()))
}

/// The certificates of `sslrootcert`, or the system's.
fn roots(root: Option<&Pem>) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let Some(pem) = root else {
        // A few certificates that cannot be read are no reason to refuse the others.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            return Err(Error::configuration(
                "the system has no root certificates; name a file by `sslrootcert`",
            ));
        }
        return Ok(roots);
    };
    for certificate in chain(pem, "sslrootcert")? {
        roots.add(certificate).map_err(|error| unreadable("sslrootcert", &error))?;
    }
    Ok(roots)
}

/// The certificates of a file, one at least; `parameter` is what names it.
fn chain(pem: &Pem, parameter: &str) -> Result<Vec<CertificateDer<'static>>> {
    let parameter = match pem {
        Pem::File(path) => format!("{parameter}={}", path.display()),
        Pem::Text(_) => parameter.to_owned(),
    };
    let read: Result<Vec<_>, _> = match pem {
        Pem::File(path) => CertificateDer::pem_file_iter(path).and_then(Iterator::collect),
        Pem::Text(text) => CertificateDer::pem_slice_iter(text.as_bytes()).collect(),
    };
    let chain = read.map_err(|error| unreadable(&parameter, &error))?;
    match chain.is_empty() {
        true => Err(unreadable(&parameter, &"no certificate is in it")),
        false => Ok(chain),
    }
}

fn unreadable(parameter: &str, what: &dyn std::fmt::Display) -> Error {
    Error::configuration(format!("`{parameter}`: {what}"))
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
